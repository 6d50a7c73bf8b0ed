//! What is known and left out: what `@skip` says, partitions, and SQLite's own tables.

use std::collections::BTreeSet;

use realgar_metadata::Dialect;

use super::catalog::{Catalog, Table};
use super::changes::drop_column;
use super::context::Context;
use super::partitions::own_checks;
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::declared::Ident;

/// Endings of the tables in which SQLite's full-text and R-tree modules keep their data.
const SHADOWS: &[&str] = &[
    "_config",
    "_content",
    "_data",
    "_docsize",
    "_idx",
    "_node",
    "_parent",
    "_rowid",
    "_segdir",
    "_segments",
    "_stat",
];

/// Removes what `@skip` says, partitions, and SQLite's own tables.
pub(super) fn leave_out(catalog: &mut Catalog, context: &mut Context<'_>) {
    let mut left_out = std::mem::take(&mut catalog.left_out);
    let modelled = catalog.tables.iter().filter(|table| table.module.is_some()).map(|table| &table.name);
    let virtual_tables: BTreeSet<String> =
        left_out.iter().chain(modelled).map(|name| name.text.to_lowercase()).collect();
    // A part of a dump may be without its CREATE VIRTUAL TABLE; modules put the names of their tables in single quotes.
    let is_shadow = |table: &Table| {
        let name = table.name.text.to_lowercase();
        let of_virtual =
            SHADOWS.iter().any(|ending| name.strip_suffix(ending).is_some_and(|table| virtual_tables.contains(table)));
        let in_single_quotes =
            table.text.find(['\'', '"', '`', '[', '(']).is_some_and(|at| table.text[at..].starts_with('\''));
        of_virtual || (in_single_quotes && SHADOWS.iter().any(|ending| name.ends_with(ending)))
    };
    let mut partitions = std::mem::take(&mut catalog.partitions);
    for partition in partitions.iter_mut() {
        let (own, whole) = (catalog.table(&partition.name), catalog.table(&partition.parent));
        if let (Some(own), Some(whole)) = (own, whole) {
            partition.additions.extend(own_checks(&catalog.tables[own], &catalog.tables[whole]));
        }
    }
    catalog.tables.retain(|table| {
        let skipped = table.annotation.words.iter().any(|word| word.meaning == Meaning::Skip);
        let own =
            table.name.text.starts_with("sqlite_") && context.dialect.is_none_or(|dialect| dialect == Dialect::Sqlite);
        let shadow = is_shadow(table);
        let partition = partitions.has(&table.name);
        if partition {
            context
                .notes
                .push(format!("table `{}` is a partition; its rows are read through its parent", table.name.text));
        }
        if own || shadow {
            context.notes.push(format!("table `{}` belongs to SQLite and is left out", table.name.text));
        }
        let out = skipped || own || shadow || partition;
        if out {
            left_out.push(table.name.clone());
        }
        !out
    });
    catalog.views.retain(|view| !view.annotation.words.iter().any(|word| word.meaning == Meaning::Skip));
    catalog.left_out = left_out;
    catalog.partitions = partitions;
    for table in catalog.tables.iter_mut() {
        skip_columns(table, context);
    }
}

/// Removes columns with `@skip`, if rows can be inserted without them.
fn skip_columns(table: &mut Table, context: &mut Context<'_>) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        let Some(word) = column.annotation.words.iter().find(|word| word.meaning == Meaning::Skip) else {
            at += 1;
            continue;
        };
        let in_key = |idents: &[Ident]| idents.iter().any(|ident| ident.text.eq_ignore_ascii_case(&column.name.text));
        let keyed = table.primary_key.as_ref().is_some_and(|key| in_key(&key.columns))
            || table.foreign_keys.iter().any(|reference| in_key(&reference.key.columns));
        let needed =
            column.not_null && column.default.is_none() && column.generated.is_none() && column.identity.is_none();
        let why = if keyed {
            Some("is part of a key")
        } else if needed {
            Some("is NOT NULL and has no default, so no row could be inserted without it")
        } else {
            None
        };
        match why {
            Some(why) => {
                context.problem(
                    Problem::new(format!("column `{}` cannot be skipped: it {why}", column.name.text), word.span)
                        .cure("remove `@skip`, or give the column a default"),
                );
                at += 1;
            }
            None => {
                context.notes.push(format!("column `{}.{}` is skipped", table.name.text, column.name.text));
                drop_column(table, at);
            }
        }
    }
}
