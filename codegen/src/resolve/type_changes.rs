//! ALTER TYPE, DROP TYPE and DROP INDEX: applied to what is there at that point.

use super::catalog::{self, Catalog, Table};
use super::context::Context;
use super::named::Named;
use crate::naming;
use crate::report::Problem;
use crate::syntax::declared::{Beside, Column, EnumType, Name, TypeChange};

/// Applies one change of a type.
pub(super) fn apply(catalog: &mut Catalog, name: &Name, change: TypeChange, context: &mut Context<'_>) {
    let Some(at) = catalog.enums.find(name) else {
        // Of other types, only the name is known.
        if catalog.domains.has(name) || catalog.definitions.has(name) {
            context.note(format!("a change of the type `{}` is left out: it is not an enum", name.text));
        } else {
            let problem = Problem::new(format!("no type `{}`", name.text), name.span);
            let names = catalog.enums.iter().map(|found| found.name.text.as_str());
            let cure = match naming::closest(&name.text, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it with CREATE TYPE before".to_owned(),
            };
            context.missing(problem.cure(cure));
        }
        return;
    };
    let labels = &mut catalog.enums[at].labels;
    match change {
        TypeChange::AddLabel { label, beside, if_not_exists } => {
            if labels.contains(&label) {
                if !if_not_exists {
                    let problem =
                        Problem::new(format!("type `{}` already has the label '{label}'", name.text), name.span);
                    context.problem(problem.cure("remove one of the two, or write IF NOT EXISTS"));
                }
                return;
            }
            let place = match beside {
                None => Some(labels.len()),
                Some((Beside::Before, other)) => position(labels, &other, name, context),
                Some((Beside::After, other)) => position(labels, &other, name, context).map(|at| at + 1),
            };
            if let Some(place) = place {
                labels.insert(place, label);
            }
        }
        TypeChange::RenameLabel { from, to } => {
            if let Some(place) = position(labels, &from, name, context) {
                labels[place] = to;
            }
        }
        TypeChange::Rename(to) => {
            let to = Name { schema: catalog.enums[at].name.schema.clone(), ..to };
            rename(catalog, at, to);
        }
        TypeChange::SetSchema(schema) => {
            let to = Name { schema, ..catalog.enums[at].name.clone() };
            rename(catalog, at, to);
        }
    }
}

fn position(labels: &[String], label: &str, name: &Name, context: &mut Context<'_>) -> Option<usize> {
    let found = labels.iter().position(|known| known == label);
    if found.is_none() {
        let problem = Problem::new(format!("type `{}` has no label '{label}'", name.text), name.span);
        let known = labels.iter().map(String::as_str);
        context.problem(match naming::closest(label, known.clone()) {
            Some(near) => problem.cure(format!("did you mean '{near}'?")),
            None => problem.cure(format!("its labels are {}", catalog::list(known))),
        });
    }
    found
}

/// The columns of a type follow it.
fn rename(catalog: &mut Catalog, at: usize, to: Name) {
    let from = catalog.enums[at].name.clone();
    let is_of_type = |enums: &Named<EnumType>, column: &Column| {
        let declared = &column.sql_type;
        declared.name.words.eq_ignore_ascii_case(&from.text)
            && enums.find(&Name::new(declared.schema.clone(), declared.name.words.clone(), from.span)) == Some(at)
    };
    let Catalog { tables, enums, .. } = catalog;
    let columns = tables.iter_mut().flat_map(|table| &mut table.columns);
    for column in columns.filter(|column| is_of_type(enums, column)) {
        column.sql_type.schema.clone_from(&to.schema);
        column.sql_type.name.words.clone_from(&to.text);
        column.sql_type.name.text.clone_from(&to.text);
    }
    catalog.enums.rename(at, |found| found.name = Name { span: from.span, ..to });
}

/// Removes a type, wherever it is kept. Dumps drop what may not be there.
pub(super) fn remove(catalog: &mut Catalog, name: &Name) {
    if let Some(at) = catalog.enums.find(name) {
        catalog.enums.remove(at);
    } else if let Some(at) = catalog.domains.find(name) {
        catalog.domains.remove(at);
    } else if let Some(at) = catalog.definitions.find(name) {
        catalog.definitions.remove(at);
    }
}

/// Removes an index: of this table, or of any if the statement does not say.
pub(super) fn drop_index(catalog: &mut Catalog, name: &Name, table: Option<&Name>) {
    let only = table.and_then(|table| catalog.table(table));
    for (at, table) in catalog.tables.iter_mut().enumerate() {
        if only.is_none_or(|only| only == at) {
            // Only MySQL names the table, and only there is a UNIQUE an index like the others.
            drop_index_of(table, &name.text, only.is_some());
        }
    }
}

/// Removes an index of a table; in MySQL, those of UNIQUE are among them, and one without a name has that of its first
/// column.
pub(super) fn drop_index_of(table: &mut Table, name: &str, mysql: bool) {
    let is = |own: Option<&str>, first: Option<&str>| {
        own.or(first.filter(|_| mysql)).is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    table.indexes.retain(|index| {
        let first = index.keys.first().filter(|(key, _)| key.is_column).map(|(key, _)| key.expression.as_ref());
        !is(index.name.as_ref().map(|name| name.text.as_str()), first)
    });
    if mysql {
        table
            .uniques
            .retain(|unique| !is(unique.name.as_deref(), unique.columns.first().map(|ident| ident.text.as_str())));
    }
}
