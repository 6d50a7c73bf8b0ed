//! ALTER TABLE: each change is applied to the table as it is at that point.

use super::assemble::{add, add_column_constraints, partition_by};
use super::catalog::{self, Catalog, Partition, Table};
use super::context::Context;
use super::renames;
use crate::syntax::declared::{Change, Column, Element, Ident, Name, counted, is_sequence};
use realgar_metadata::Dialect;

/// Applies one change.
pub(super) fn apply(catalog: &mut Catalog, at: usize, change: Change, context: &mut Context<'_>) {
    if matches!(change, Change::Rename { .. } | Change::RenameColumn { .. })
        && context.dialect == Some(Dialect::PostgreSql)
    {
        // They keep the names that were made of the old one.
        renames::name_all(&mut catalog.tables[at]);
    }
    if let Change::Rename { to } = change {
        rename_table(catalog, at, to);
        return;
    }
    if let Change::AttachPartition { partition, bound } = change {
        let parent = catalog.tables[at].name.clone();
        let by = catalog.table(&partition).map(|at| &catalog.tables[at].options);
        let by = by.and_then(|options| options.iter().find_map(|option| partition_by(option)));
        if !catalog.partitions.has(&partition) {
            catalog.partitions.push(Partition { name: partition, parent, bound, by, additions: Vec::new() });
        }
        return;
    }
    if let Change::Inherit { parent, inherits } = change {
        inherit(catalog, at, &parent, inherits, context);
        return;
    }
    if let Change::SetSchema(schema) = change {
        set_schema(catalog, at, schema);
        return;
    }
    let table = &mut catalog.tables[at];
    let column = |table: &Table, name: &Ident, context: &mut Context<'_>| match table.require_column(name) {
        Ok(at) => Some(at),
        Err(problem) => {
            context.missing(problem);
            None
        }
    };
    match change {
        Change::Add(element) => match *element {
            Element::Like(_) => {}
            element => add(table, element, context),
        },
        Change::Default { column: name, default } => {
            if let Some(at) = column(table, &name, context) {
                let column = &mut table.columns[at];
                if default.as_ref().is_some_and(is_sequence) {
                    column.identity = Some(counted());
                }
                column.default = default;
            }
        }
        Change::NotNull { column: name, not_null } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].not_null = not_null;
            }
        }
        Change::Identity { column: name, identity } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].identity = Some(identity);
            }
        }
        Change::Type { column: name, sql_type } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].sql_type = sql_type;
            }
        }
        Change::Modify { column: name, definition } => {
            if let Some(at) = column(table, &name, context) {
                modify(table, at, *definition, context);
            }
        }
        Change::Place { column: name, after } => {
            let after = match after {
                Some(after) => column(table, &after, context).map(Some),
                None => Some(None),
            };
            if let (Some(at), Some(after)) = (column(table, &name, context), after) {
                place(table, at, after);
            }
        }
        Change::DropIndex { name } => super::type_changes::drop_index_of(table, &name.text, true),
        Change::Comment(text) => table.comment = Some(text).filter(|text| !text.is_empty()),
        Change::Option(option) => set_option(table, option),
        Change::DropColumn { column: name } => {
            if let Some(at) = column(table, &name, context) {
                drop_column(table, at);
            }
        }
        Change::RenameColumn { from, to } => {
            if let Some(at) = column(table, &from, context) {
                rename_column(table, at, &to);
            }
        }
        Change::DropConstraint { name } => drop_constraint(table, &name.text),
        Change::DropPrimaryKey => table.primary_key = None,
        Change::RenameConstraint { from, to } => {
            if !renames::constraint(table, &from.text, &to.text) && !context.incomplete {
                context.problem(renames::no_constraint(table, &from));
            }
        }
        Change::RenameIndex { from, to } => {
            if !renames::index(table, &from.text, &to) && !context.incomplete {
                context.problem(renames::no_index(&from, [&*table].into_iter()));
            }
        }
        Change::Rename { .. } | Change::AttachPartition { .. } | Change::Inherit { .. } | Change::SetSchema(_) => {}
    }
}

/// Moves a column behind another one, or to the front.
fn place(table: &mut Table, at: usize, after: Option<usize>) {
    let to = after.map_or(0, |after| after + 1);
    if at < to {
        table.columns[at..to].rotate_left(1);
    } else {
        table.columns[to..=at].rotate_right(1);
    }
}

/// Sets an option of a table, which begins with its word.
fn set_option(table: &mut Table, option: String) {
    let word = |option: &str| option.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().map(str::to_uppercase);
    for known in &mut table.options {
        // Options that follow each other are one text: ENGINE=InnoDB DEFAULT CHARSET=utf8mb4.
        let name = word(&option).unwrap_or_default();
        let Some(start) = known.to_uppercase().find(&name).filter(|start| known.is_char_boundary(*start)) else {
            continue;
        };
        let rest = known[start + name.len()..].trim_start().trim_start_matches('=').trim_start();
        let value = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let end = known.len() - rest.len() + value;
        known.replace_range(start..end, &option);
        return;
    }
    table.options.insert(0, option);
}

/// MySQL's MODIFY: the new definition takes the place of the old one, whose comments and keys remain.
fn modify(table: &mut Table, at: usize, mut definition: Column, context: &mut Context<'_>) {
    let to = definition.name.clone();
    if table.columns[at].name.text != to.text {
        rename_column(table, at, &to);
    }
    let constraints = std::mem::take(&mut definition.constraints);
    let old = &table.columns[at];
    definition.name = old.name.clone();
    if definition.annotation.docs.is_none() {
        definition.annotation.docs.clone_from(&old.annotation.docs);
    }
    definition.annotation.words.extend(old.annotation.words.iter().cloned());
    let name = definition.name.text.clone();
    // What stood beside the column is defined anew with it.
    table.checks.retain(|check| check.column.as_ref() != Some(&name));
    table.columns[at] = definition;
    add_column_constraints(table, &name, constraints, context);
}

fn rename_table(catalog: &mut Catalog, at: usize, to: Name) {
    let from = catalog.tables[at].name.clone();
    for table in catalog.tables.iter_mut() {
        for reference in &mut table.foreign_keys {
            if reference.key.table.text == from.text {
                reference.key.table.text.clone_from(&to.text);
            }
        }
    }
    let name = Name { schema: to.schema.clone().or(from.schema), span: from.span, ..to };
    catalog.tables.rename(at, |table| table.name = name);
}

/// SET SCHEMA. Keys that name the table follow it.
fn set_schema(catalog: &mut Catalog, at: usize, schema: Option<String>) {
    let from = catalog.tables[at].name.clone();
    for table in catalog.tables.iter_mut() {
        for reference in &mut table.foreign_keys {
            let of = &mut reference.key.table;
            if of.text == from.text && of.schema == from.schema {
                of.schema.clone_from(&schema);
            }
        }
    }
    catalog.tables.rename(at, |table| table.name.schema = schema);
}

/// INHERIT: the table has the columns and checks of the other one by itself.
fn inherit(catalog: &mut Catalog, at: usize, parent: &Name, inherits: bool, context: &mut Context<'_>) {
    let Some(parent) = catalog.table(parent).map(|parent| catalog.tables[parent].name.clone()) else {
        let problem = catalog.no_table(parent);
        context.missing(problem);
        return;
    };
    let table = &mut catalog.tables[at];
    table.parents.retain(|known| known.text != parent.text || known.schema != parent.schema);
    if inherits {
        context.note(inherits_note(&table.name, &parent));
        table.parents.push(parent);
    }
}

/// What INHERITS means to a program.
pub(super) fn inherits_note(table: &Name, parent: &Name) -> String {
    format!("the rows of table `{}` are also read through `{}`, which it inherits from", table.text, parent.text)
}

fn rename_column(table: &mut Table, at: usize, to: &Ident) {
    let from = table.columns[at].name.text.clone();
    let rename = |idents: &mut Vec<Ident>| {
        idents.iter_mut().filter(|ident| ident.text == from).for_each(|ident| ident.text.clone_from(&to.text));
    };
    table.primary_key.iter_mut().for_each(|key| rename(&mut key.columns));
    table.uniques.iter_mut().for_each(|unique| rename(&mut unique.columns));
    table.foreign_keys.iter_mut().for_each(|reference| rename(&mut reference.key.columns));
    for (key, _) in table.indexes.iter_mut().flat_map(|index| &mut index.keys) {
        if key.is_column && key.expression == from {
            key.expression = catalog::text(&to.text);
        }
    }
    table
        .checks
        .iter_mut()
        .filter_map(|check| check.column.as_mut())
        .filter(|column| **column == from)
        .for_each(|column| column.clone_from(&to.text));
    table.columns[at].name.text.clone_from(&to.text);
    table.columns[at].name.spelling.clone_from(&to.spelling);
}

/// Drops a column with all keys, indexes and checks that name it.
pub(super) fn drop_column(table: &mut Table, at: usize) {
    let name = table.columns.remove(at).name.text;
    let over = |idents: &[Ident]| idents.iter().any(|ident| ident.text == name);
    if table.primary_key.as_ref().is_some_and(|key| over(&key.columns)) {
        table.primary_key = None;
    }
    table.uniques.retain(|unique| !over(&unique.columns));
    table.foreign_keys.retain(|reference| !over(&reference.key.columns));
    table.indexes.retain(|index| !index.keys.iter().any(|(key, _)| key.is_column && key.expression == name));
    table.checks.retain(|check| !mentions(&check.condition, &name));
}

/// Whether a piece of SQL contains this word.
pub(super) fn mentions(sql: &str, word: &str) -> bool {
    sql.split(|character: char| !(character.is_alphanumeric() || character == '_' || character == '$'))
        .any(|part| part.eq_ignore_ascii_case(word))
}

fn drop_constraint(table: &mut Table, name: &str) {
    let is =
        |candidate: &Option<String>| candidate.as_deref().is_some_and(|candidate| candidate.eq_ignore_ascii_case(name));
    if table.primary_key.as_ref().is_some_and(|key| is(&key.name)) {
        table.primary_key = None;
    }
    table.uniques.retain(|unique| !is(&unique.name));
    table.foreign_keys.retain(|reference| !is(&reference.name));
    table.checks.retain(|check| !is(&check.name));
    table.excludes.retain(|exclude| !is(&exclude.name));
}
