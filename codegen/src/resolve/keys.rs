//! Keys: the columns that primary, unique and foreign keys name, by position.

use super::catalog::{Catalog, Reference, Table};
use super::columns::Resolved;
use super::context::Context;
use crate::report::Problem;
use crate::syntax::declared::Ident;

/// The keys of one table, by positions of columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub(super) primary: Vec<usize>,
    /// Unique constraints, and unique indexes over whole tables and plain columns.
    pub(super) uniques: Vec<Vec<usize>>,
    pub(super) links: Vec<Link>,
}

/// A foreign key, both ends of which were found.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Its position among the table's foreign keys.
    pub(super) reference: usize,
    pub(super) columns: Vec<usize>,
    pub(super) target: usize,
    pub(super) referred: Vec<usize>,
}

/// Finds the columns of all keys of all tables. Foreign keys to tables that are left out are removed.
pub(super) fn keys(catalog: &mut Catalog, context: &mut Context<'_>) -> Vec<Keys> {
    drop_links_out(catalog, context);
    let mut keys: Vec<Keys> = catalog.tables.iter().map(|table| own_keys(table, context)).collect();
    for at in 0..catalog.tables.len() {
        let mut links: Vec<Link> = Vec::new();
        for (reference, declared) in catalog.tables[at].foreign_keys.iter().enumerate() {
            if let Some(link) = link(catalog, at, reference, declared, &keys, context) {
                links.push(link);
            }
        }
        keys[at].links = links;
    }
    keys
}

/// Removes foreign keys to tables that are left out, and those that are declared twice.
fn drop_links_out(catalog: &mut Catalog, context: &mut Context<'_>) {
    for at in 0..catalog.tables.len() {
        let mut references = std::mem::take(&mut catalog.tables[at].foreign_keys);
        let name = &catalog.tables[at].name.text;
        let mut seen: Vec<(Vec<String>, String, Vec<String>)> = Vec::new();
        references.retain(|reference| {
            let target = &reference.key.table;
            if catalog.table(target).is_none() && catalog.is_left_out(target) {
                context.note(format!("the foreign key of `{name}` to `{}` is left out with that table", target.text));
                return false;
            }
            let texts = |idents: &[Ident]| idents.iter().map(|ident| ident.text.to_lowercase()).collect::<Vec<_>>();
            let key = (texts(&reference.key.columns), target.text.to_lowercase(), texts(&reference.key.referred));
            let same = |other: &(Vec<String>, String, Vec<String>)| {
                other.0 == key.0 && other.1 == key.1 && (other.2 == key.2 || other.2.is_empty() || key.2.is_empty())
            };
            if seen.iter().any(same) {
                context.note(format!("a foreign key of `{name}` to `{}` is declared twice", target.text));
                return false;
            }
            seen.push(key);
            true
        });
        catalog.tables[at].foreign_keys = references;
    }
}

fn own_keys(table: &Table, context: &mut Context<'_>) -> Keys {
    let mut keys = Keys::default();
    if let Some(key) = &table.primary_key {
        keys.primary = columns(table, &key.columns, context).unwrap_or_default();
    }
    for unique in &table.uniques {
        keys.uniques.extend(columns(table, &unique.columns, context));
    }
    for index in &table.indexes {
        let mut plain = Vec::new();
        for (key, span) in &index.keys {
            if key.is_column {
                let ident = Ident::new(key.expression.to_string(), *span);
                plain.extend(columns(table, &[ident], context).unwrap_or_default());
            }
        }
        if index.unique && index.condition.is_none() && plain.len() == index.keys.len() {
            keys.uniques.push(plain);
        }
    }
    keys
}

/// The positions of columns that must exist. `None` if one does not, or is named twice.
fn columns(table: &Table, idents: &[Ident], context: &mut Context<'_>) -> Option<Vec<usize>> {
    let mut positions = Vec::new();
    let mut complete = true;
    for ident in idents {
        match table.require_column(ident) {
            Ok(at) if positions.contains(&at) => {
                context.problem(
                    Problem::new(format!("column `{}` is named twice in one key", ident.text), ident.span)
                        .cure("name it once"),
                );
                complete = false;
            }
            Ok(at) => positions.push(at),
            Err(problem) => {
                context.missing(problem);
                complete = false;
            }
        }
    }
    complete.then_some(positions)
}

fn link(
    catalog: &Catalog,
    at: usize,
    reference: usize,
    declared: &Reference,
    keys: &[Keys],
    context: &mut Context<'_>,
) -> Option<Link> {
    let table = &catalog.tables[at];
    let own = columns(table, &declared.key.columns, context);
    let Some(target) = catalog.table(&declared.key.table) else {
        context.missing(catalog.no_table(&declared.key.table));
        return None;
    };
    let target_table = &catalog.tables[target];
    let referred = if declared.key.referred.is_empty() {
        let key = keys[target].primary.clone();
        if key.is_empty() {
            context.missing(
                Problem::new(
                    format!(
                        "table `{}` has no primary key that this foreign key could refer to",
                        target_table.name.text
                    ),
                    declared.key.table.span,
                )
                .cure("name the columns it refers to, or give the table a primary key"),
            );
            return None;
        }
        key
    } else {
        columns(target_table, &declared.key.referred, context)?
    };
    let own = own?;
    if own.len() != referred.len() {
        let columns = |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
        context.problem(
            Problem::new(
                format!("this foreign key has {} and refers to {}", columns(own.len()), columns(referred.len())),
                declared.span,
            )
            .cure(format!("name as many columns of `{}` as of `{}`", target_table.name.text, table.name.text)),
        );
        return None;
    }
    Some(Link { reference, columns: own, target, referred })
}

impl Keys {
    /// Whether no two rows have the same values in these columns.
    pub(super) fn is_unique(&self, columns: &[usize]) -> bool {
        let within = |key: &[usize]| !key.is_empty() && key.iter().all(|column| columns.contains(column));
        within(&self.primary) || self.uniques.iter().any(|unique| within(unique))
    }
}

impl Link {
    /// The table whose primary key of one column this column alone refers to.
    pub(super) fn refers_to(&self, column: usize, keys: &[Keys]) -> Option<usize> {
        (self.columns == [column] && self.referred.len() == 1 && keys[self.target].primary == self.referred)
            .then_some(self.target)
    }

    /// Whether a row may refer to nothing.
    pub(super) fn is_optional(&self, columns: &[Resolved]) -> bool {
        self.columns.iter().any(|column| columns[*column].nullable)
    }
}
