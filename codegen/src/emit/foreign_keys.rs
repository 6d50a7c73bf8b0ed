//! Joins that need no ON: a foreign key that is the only one between two tables.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::item::Item;
use crate::model::{Origin, Schema};

/// The models that a model can be joined to without ON.
pub(super) type Neighbours = Vec<usize>;

/// For each model, the foreign keys that are the only one between its table and another.
pub(super) fn neighbours(schema: &Schema) -> Vec<Neighbours> {
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

    let mut found: Vec<(usize, usize)> = Vec::new();
    for (&table, &model) in &by_table {
        for key in schema.metadata.tables[table].foreign_keys.iter() {
            // A key names the schema that its table was found in.
            let target = by_name.get(&(key.referred_schema.as_deref(), key.referred_table.as_ref()));
            match target {
                Some(&target) if target != model => found.push((model, target)),
                _ => {}
            }
        }
    }

    let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(model, target) in &found {
        *between.entry((model.min(target), model.max(target))).or_default() += 1;
    }
    let mut neighbours: Vec<Neighbours> = schema.models.iter().map(|_| Neighbours::new()).collect();
    for (model, target) in found {
        if between[&(model.min(target), model.max(target))] == 1 {
            neighbours[model].push(target);
            neighbours[target].push(model);
        }
    }
    neighbours
}

/// The tables that can be joined without ON, as a list of types: `(super::address::Address, ())`.
pub(super) fn list(item: &Item<'_>) -> TokenStream {
    let tables = item.neighbours.iter().rev();
    tables.fold(quote!(()), |rest, &model| {
        let table = item.row_path(model);
        quote!((#table, #rest))
    })
}
