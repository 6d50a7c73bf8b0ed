//! INHERITS and LIKE: what a table has of another one.

use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{DefaultValue, Dialect, IndexKey};

use super::assemble::{add_constraint, missing};
use super::catalog::{Catalog, Check, Key, Reference, Table, UniqueKey};
use super::changes::mentions;
use super::context::Context;
use crate::syntax::comment::Annotation;
use crate::syntax::declared::{Column, Exclude, Ident, Including, Index, Name, counted, is_sequence};

/// INHERITS and LIKE take over columns, and what else is included. Foreign keys never are.
pub(super) fn take_over(
    catalog: &Catalog,
    table: &mut Table,
    parent: &Name,
    including: Including,
    context: &mut Context<'_>,
) {
    let Some(at) = catalog.table(parent) else {
        missing(catalog, parent, context);
        return;
    };
    let parent = &catalog.tables[at];
    let postgresql = context.dialect == Some(Dialect::PostgreSql);
    let in_key = |column: &Column| {
        let keys = parent.primary_key.iter().flat_map(|key| &key.columns);
        keys.clone().any(|ident| ident.text.eq_ignore_ascii_case(&column.name.text))
    };
    for column in &parent.columns {
        if let Some(at) = table.column(&column.name.text) {
            table.columns[at].not_null |= column.not_null || in_key(column);
            continue;
        }
        let mut taken = Column {
            not_null: column.not_null || in_key(column) || column.identity.is_some(),
            constraints: Vec::new(),
            annotation: Annotation { docs: column.annotation.docs.clone(), words: Vec::new() },
            ..column.clone()
        };
        if let Some(family) = taken.sql_type.name.family().filter(|family| family.is_serial()) {
            // The new column is a plain integer, which may take its numbers from the same sequence.
            let sequence = format!("{}_{}_seq", parent.name.text, column.name.text);
            let mut quoted = String::new();
            Dialect::PostgreSql.write_qualified_identifier(&mut quoted, parent.name.schema.as_deref(), &sequence);
            taken.sql_type.name = plain_integer(family);
            taken.identity = Some(counted());
            taken.default = Some(DefaultValue::Expression(format!("nextval('{quoted}'::regclass)").into()));
            taken.not_null = true;
        }
        if !including.comments {
            taken.comment = None;
        }
        if !including.generated {
            taken.generated = None;
        }
        // A default that takes the next number of a sequence takes it here, too.
        let counts = taken.default.as_ref().is_some_and(is_sequence);
        if !including.defaults {
            taken.default = None;
        }
        if !(if counts { including.defaults } else { including.identity }) {
            taken.identity = None;
        }
        table.columns.push(taken);
    }
    if including.constraints {
        for check in &parent.checks {
            // PostgreSQL takes over the name as well, also the one that it has chosen itself.
            let name = check.name.clone().or_else(|| postgresql.then(|| check_name(parent, &check.condition)));
            // Two parents may have it from one of theirs.
            if name.is_none() || table.checks.iter().all(|known| known.name != name) {
                table.checks.push(Check { name, ..check.clone() });
            }
        }
    }
    if including.indexes {
        take_over_keys(table, parent, including, context);
    }
}

/// A column that is declared again beside INHERITS is one with the inherited one: what it says besides is added.
pub(super) fn merge(table: &mut Table, at: usize, mut column: Column, context: &mut Context<'_>) {
    let constraints = std::mem::take(&mut column.constraints);
    let inherited = &table.columns[at];
    column.not_null |= inherited.not_null;
    column.default = column.default.or_else(|| inherited.default.clone());
    table.columns[at] = column;
    for constraint in constraints {
        add_constraint(table, constraint, context);
    }
}

/// The type of a SERIAL's numbers.
fn plain_integer(family: Family) -> TypeName {
    let words = match family {
        Family::SmallSerial => "smallint",
        Family::BigSerial => "bigint",
        _ => "integer",
    };
    TypeName { words: words.to_owned(), text: words.to_owned(), ..TypeName::default() }
}

/// The name that PostgreSQL gives to a check without one: that of the table and of its only column.
pub(super) fn check_name(table: &Table, condition: &str) -> String {
    let mut columns = table.columns.iter().filter(|column| mentions(condition, &column.name.text));
    match (columns.next(), columns.next()) {
        (Some(only), None) => format!("{}_{}_check", table.name.text, only.name.text),
        _ => format!("{}_check", table.name.text),
    }
}

/// MySQL indexes the columns of every foreign key for which nothing else begins with them. LIKE takes these indexes over,
/// though not the keys.
fn indexes_of_foreign_keys(table: &Table) -> Vec<Index> {
    let begins = |columns: &mut dyn Iterator<Item = &str>, own: &[Ident]| {
        own.iter().all(|ident| columns.next().is_some_and(|column| column.eq_ignore_ascii_case(&ident.text)))
    };
    let is_indexed = |own: &[Ident]| {
        let keys = table.primary_key.iter().map(|key| &key.columns).chain(table.uniques.iter().map(|key| &key.columns));
        let mut keys = keys.map(|columns| begins(&mut columns.iter().map(|ident| ident.text.as_str()), own));
        let mut indexes = table
            .indexes
            .iter()
            .map(|index| begins(&mut index.keys.iter().map(|(key, _)| key.expression.as_ref()), own));
        keys.any(|begins| begins) || indexes.any(|begins| begins)
    };
    let missing = table.foreign_keys.iter().filter(|reference| !is_indexed(&reference.key.columns));
    let index = |reference: &Reference| Index {
        name: reference.name.as_ref().map(|name| Ident::new(name.clone(), reference.span)),
        unique: false,
        keys: reference
            .key
            .columns
            .iter()
            .map(|ident| {
                let mut key = IndexKey::column("");
                key.expression = ident.text.clone().into();
                (key, ident.span)
            })
            .collect(),
        condition: None,
        method: None,
        include: Vec::new(),
        nulls_not_distinct: false,
        options: Vec::new(),
        comment: None,
    };
    missing.map(index).collect()
}

/// Keys and indexes. PostgreSQL names them after the new table, MySQL keeps their names.
fn take_over_keys(table: &mut Table, parent: &Table, including: Including, context: &Context<'_>) {
    let mysql = context.dialect.or(context.spelling) == Some(Dialect::MySql);
    let name = |name: &Option<String>| name.clone().filter(|_| mysql);
    if table.primary_key.is_none() {
        table.primary_key = parent.primary_key.clone().map(|key| Key { name: None, ..key });
    }
    table.uniques.extend(parent.uniques.iter().map(|key| UniqueKey { name: name(&key.name), ..key.clone() }));
    table.excludes.extend(parent.excludes.iter().map(|exclude| Exclude { name: None, ..exclude.clone() }));
    table.indexes.extend(parent.indexes.iter().map(|index| Index {
        name: index.name.clone().filter(|_| mysql),
        comment: index.comment.clone().filter(|_| including.comments),
        ..index.clone()
    }));
    if mysql {
        table.indexes.extend(indexes_of_foreign_keys(parent));
        table.options.extend(parent.options.iter().cloned());
        table.comment = table.comment.take().or_else(|| parent.comment.clone());
        table.without_rowid |= parent.without_rowid;
    }
}
