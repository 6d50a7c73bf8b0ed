//! New names of constraints, indexes, views and sequences. A constraint that has no name of its own is found by the one
//! that PostgreSQL gives it.

use super::catalog::{Catalog, Table};
use super::named::Named;
use super::take_over::check_name;
use crate::naming;
use crate::report::Problem;
use crate::syntax::declared::{Ident, IndexChange, Moved, Name, NameChange};

/// Gives every constraint the name that it has in the database.
pub(super) fn name_all(table: &mut Table) {
    let mut names = constraint_names(table).into_iter();
    for (place, name) in places(table).zip(&mut names) {
        if !name.is_empty() {
            place.get_or_insert(name);
        }
    }
}

/// Where the names of all constraints are, in the order of their kinds.
fn places(table: &mut Table) -> impl Iterator<Item = &mut Option<String>> {
    let primary = table.primary_key.iter_mut().map(|key| &mut key.name);
    let uniques = table.uniques.iter_mut().map(|unique| &mut unique.name);
    let keys = table.foreign_keys.iter_mut().map(|reference| &mut reference.name);
    let checks = table.checks.iter_mut().map(|check| &mut check.name);
    let excludes = table.excludes.iter_mut().map(|exclude| &mut exclude.name);
    primary.chain(uniques).chain(keys).chain(checks).chain(excludes)
}

/// Renames a constraint; false if there is none of this name.
pub(super) fn constraint(table: &mut Table, from: &str, to: &str) -> bool {
    let names = constraint_names(table);
    let Some(at) = names.iter().position(|name| name.eq_ignore_ascii_case(from)) else { return false };
    if let Some(name) = places(table).nth(at) {
        *name = Some(to.to_owned());
    }
    true
}

/// The names of all constraints, in the order of their kinds.
fn constraint_names(table: &Table) -> Vec<String> {
    let of = |columns: &[Ident], ending: &str| {
        let columns: Vec<&str> = columns.iter().map(|column| column.text.as_str()).collect();
        [&[table.name.text.as_str()], columns.as_slice(), &[ending]].concat().join("_")
    };
    let primary = table.primary_key.iter().map(|key| key.name.clone().unwrap_or_else(|| of(&[], "pkey")));
    let uniques = table
        .uniques
        .iter()
        .map(|key| key.name.clone().unwrap_or_else(|| of(&[&*key.columns, &*key.options.include].concat(), "key")));
    let keys = table
        .foreign_keys
        .iter()
        .map(|reference| reference.name.clone().unwrap_or_else(|| of(&reference.key.columns, "fkey")));
    let checks =
        table.checks.iter().map(|check| check.name.clone().unwrap_or_else(|| check_name(table, &check.condition)));
    let excludes = table.excludes.iter().map(|exclude| exclude.name.clone().unwrap_or_default());
    primary.chain(uniques).chain(keys).chain(checks).chain(excludes).collect()
}

/// The problem of a constraint that is not there.
pub(super) fn no_constraint(table: &Table, name: &Ident) -> Problem {
    let problem = Problem::new(format!("no constraint `{}` in table `{}`", name.text, table.name.text), name.span);
    let names = constraint_names(table);
    match naming::closest(&name.text, names.iter().map(String::as_str)) {
        Some(near) => problem.cure(format!("did you mean `{near}`?")),
        None => problem.cure("name the constraint where it is declared"),
    }
}

/// Renames an index of a table, or the key that it belongs to; false if there is none of this name.
pub(super) fn index(table: &mut Table, from: &str, to: &Ident) -> bool {
    let is = |name: &Ident| name.text.eq_ignore_ascii_case(from);
    if let Some(index) = table.indexes.iter_mut().find(|index| index.name.as_ref().is_some_and(is)) {
        index.name = Some(to.clone());
        return true;
    }
    constraint(table, from, &to.text)
}

/// The problem of an index that is not there.
pub(super) fn no_index<'a>(name: &Ident, tables: impl Iterator<Item = &'a Table>) -> Problem {
    let problem = Problem::new(format!("no index `{}`", name.text), name.span);
    let names = tables.flat_map(|table| &table.indexes).filter_map(|index| Some(index.name.as_ref()?.text.as_str()));
    match naming::closest(&name.text, names) {
        Some(near) => problem.cure(format!("did you mean `{near}`?")),
        None => problem.cure("declare it with CREATE INDEX before"),
    }
}

/// ALTER INDEX. One that is not known belongs to something that says nothing about shape.
pub(super) fn alter_index(catalog: &mut Catalog, name: &Name, change: &IndexChange) {
    match change {
        IndexChange::Rename(to) => {
            if !catalog.tables.iter_mut().any(|table| index(table, &name.text, to)) {
                let views = catalog.views.iter_mut().flat_map(|view| &mut view.indexes);
                let mut found = views.filter(|index| index.name.as_ref().is_some_and(|known| known.text == name.text));
                if let Some(index) = found.next() {
                    index.name = Some(to.clone());
                }
            }
        }
        // The key of the whole table makes that of each partition. An index of a partition becomes a part by itself.
        IndexChange::Attach(part) => {
            for partition in catalog.partitions.iter_mut() {
                partition
                    .additions
                    .retain(|addition| !addition.is_constraint || addition.name.as_deref() != Some(&part.text));
            }
        }
    }
}

/// ALTER VIEW and ALTER SEQUENCE.
pub(super) fn move_object(catalog: &mut Catalog, object: Moved, name: &Name, change: NameChange) {
    match object {
        Moved::View => {
            if let Some(at) = catalog.views.find(name) {
                catalog.views.rename(at, |view| rename(&mut view.name, change));
            }
        }
        Moved::Sequence => {
            if let Some(at) = find(&catalog.definitions, name) {
                catalog.definitions.rename(at, |definition| rename(&mut definition.name, change));
            }
        }
    }
}

fn find(definitions: &Named<crate::syntax::declared::Definition>, name: &Name) -> Option<usize> {
    use realgar_metadata::DefinitionKind::Sequence;
    let is = |found: &crate::syntax::declared::Definition| {
        found.kind == Sequence
            && found.name.text == name.text
            && (name.schema.is_none() || name.schema == found.name.schema)
    };
    definitions.iter().position(is)
}

/// The name after RENAME TO or SET SCHEMA.
pub(super) fn rename(name: &mut Name, change: NameChange) {
    match change {
        NameChange::Rename(to) => *name = Name { schema: name.schema.take(), span: name.span, ..to },
        NameChange::SetSchema(schema) => name.schema = schema,
    }
}
