//! Joins that need no ON: a foreign key that is the only one between two tables.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use realgar_metadata::ForeignKey;

use super::item::Item;
use crate::model::{Origin, Schema};

/// The tables that a table can be joined to without ON.
#[derive(Default)]
pub(super) struct Joins {
    /// By its own foreign keys.
    own: Vec<Join>,
    /// By anybody's.
    neighbours: Vec<usize>,
}

/// A foreign key that says by itself how two tables are joined.
struct Join {
    /// The model referred to.
    target: usize,
    /// The names of the columns: in this table, in the other.
    columns: Vec<(String, String)>,
}

/// For each model, the foreign keys that are the only one between its table and another.
pub(super) fn joins(schema: &Schema) -> Vec<Joins> {
    let by_table: BTreeMap<usize, usize> = (0..schema.models.len())
        .filter_map(|model| match schema.models[model].origin {
            Origin::Table(table) => Some((table, model)),
            Origin::View(_) => None,
        })
        .collect();
    let by_name: BTreeMap<(Option<&str>, &str), usize> = by_table
        .iter()
        .map(|(&table, &model)| {
            let table = &schema.metadata.tables[table];
            ((table.schema.as_deref(), table.name.as_ref()), model)
        })
        .collect();

    let mut found: Vec<(usize, usize, &ForeignKey)> = Vec::new();
    for (&table, &model) in &by_table {
        for key in schema.metadata.tables[table].foreign_keys.iter() {
            // A key of a file that names no schema refers to the table of that name, wherever it lives.
            let own_schema = schema.metadata.tables[table].schema.as_deref();
            let target = [key.referred_schema.as_deref(), own_schema, None]
                .into_iter()
                .find_map(|schema| by_name.get(&(schema, key.referred_table.as_ref())));
            match target {
                Some(&target) if target != model => found.push((model, target, key)),
                _ => {}
            }
        }
    }

    let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(model, target, _) in &found {
        *between.entry((model.min(target), model.max(target))).or_default() += 1;
    }
    let mut joins: Vec<Joins> = schema.models.iter().map(|_| Joins::default()).collect();
    for (model, target, key) in found {
        if between[&(model.min(target), model.max(target))] == 1 {
            let columns = key.columns.iter().zip(key.referred_columns.iter());
            let columns = columns.map(|(own, other)| (own.to_string(), other.to_string())).collect();
            joins[model].own.push(Join { target, columns });
            joins[model].neighbours.push(target);
            joins[target].neighbours.push(model);
        }
    }
    joins
}

/// The tables that can be joined without ON, as a list of types: `(super::address::Table, ())`.
pub(super) fn neighbours(item: &Item<'_>) -> TokenStream {
    let tables = item.joins.neighbours.iter().rev();
    tables.fold(quote!(()), |rest, &model| {
        let table = item.path(model, "Table");
        quote!((#table, #rest))
    })
}

/// `impl sql::ForeignKey<…> for Table`, in both directions.
pub(super) fn implementations(item: &Item<'_>) -> TokenStream {
    let pair = |join: &Join| {
        let other = item.path(join.target, "Table");
        let referring = join.columns.iter().map(|(own, other)| quote!((#own, #other)));
        let referred = join.columns.iter().map(|(own, other)| quote!((#other, #own)));
        quote! {
            impl sql::ForeignKey<#other> for Table {
                const ON: sql::On = sql::On::Referring(&[#(#referring),*]);
            }

            impl sql::ForeignKey<Table> for #other {
                const ON: sql::On = sql::On::Referred(&[#(#referred),*]);
            }
        }
    };
    item.joins.own.iter().map(pair).collect()
}
