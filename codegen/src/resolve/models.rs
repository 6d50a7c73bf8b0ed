//! The models of tables: what their columns, keys, names and relationships are in Rust.

use super::catalog::Catalog;
use super::columns::Resolved;
use super::context::Context;
use super::keys::Keys;
use super::names::{self, ModelNames};
use super::relationships;
use crate::model::{Field, Model, Origin};
use crate::naming;

/// One model for each table.
pub(super) fn models(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    names: &[ModelNames],
    context: &mut Context<'_>,
) -> Vec<Model> {
    let fields: Vec<Vec<String>> = catalog.tables.iter().map(|table| names::fields(table, context)).collect();
    let rows: Vec<String> = names.iter().map(|names| names.row.clone()).collect();
    let relationships = relationships::relationships(catalog, keys, columns, &fields, &rows, context);
    let has_changesets = !context.options.without_changesets;
    let mut models = Vec::new();
    for (at, relationships) in relationships.into_iter().enumerate() {
        let table = &catalog.tables[at];
        let own = &columns[at];
        let fields: Vec<Field> = table
            .columns
            .iter()
            .enumerate()
            .map(|(position, column)| Field {
                column: column.name.text.clone(),
                name: fields[at][position].clone(),
                mapping: own[position].mapping.clone(),
                nullable: own[position].nullable,
                has_default: own[position].has_default,
                read_only: own[position].read_only,
                version: own[position].version,
                refers_to: refers_to(catalog, keys, columns, at, position, context),
                declaration: column.text.clone(),
                docs: column.annotation.docs.clone().or_else(|| column.comment.clone()),
            })
            .collect();
        models.push(Model {
            origin: Origin::Table(at),
            module: names[at].module.clone(),
            row: names[at].row.clone(),
            new_row: Some(naming::insert_struct(&names[at].row)),
            changes: (has_changesets && has_changes(&fields, &keys[at].primary))
                .then(|| naming::changeset(&names[at].row)),
            fields,
            key: keys[at].primary.clone(),
            relationships,
            docs: table.annotation.docs.clone().or_else(|| table.comment.clone()),
            declaration: table.text.clone(),
        });
    }
    models
}

/// Whether a row has columns that may change and do not tell which row it is.
fn has_changes(fields: &[Field], key: &[usize]) -> bool {
    let mut fields = fields.iter().enumerate();
    fields.any(|(position, field)| !field.read_only && !field.version && !key.contains(&position))
}

/// The model that a column alone refers to. If the two have different types, a key of one is not a value of the other.
fn refers_to(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    at: usize,
    position: usize,
    context: &mut Context<'_>,
) -> Option<usize> {
    let target = keys[at].links.iter().find_map(|link| link.refers_to(position, keys))?;
    let key = keys[target].primary.first()?;
    let (own, other) = (&columns[at][position].mapping, &columns[target][*key].mapping);
    if own == other {
        return Some(target);
    }
    let (table, target_table) = (&catalog.tables[at], &catalog.tables[target]);
    context.note(format!(
        "`{}.{}` refers to `{}.{}`, which has another Rust type, so it takes values but not handles",
        table.name.text,
        table.columns[position].name.text,
        target_table.name.text,
        target_table.columns[*key].name.text
    ));
    None
}
