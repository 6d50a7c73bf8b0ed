//! Declarations to a resolved schema: every name looked up, every Rust name chosen. One rule a file.

mod assemble;
mod behaviour;
mod catalog;
mod changes;
mod columns;
mod context;
mod enums;
mod flush_order;
mod grammar;
mod keys;
mod left_out;
mod metadata;
mod names;
mod relationship_names;
mod relationships;
mod types;
mod views;

use realgar_metadata::MetaData;

use self::catalog::Catalog;
use self::columns::Resolved;
use self::context::Context;
use self::enums::Enums;
use self::keys::Keys;
use self::names::ModelNames;
use crate::model::{Field, Model, Origin, Schema};
use crate::naming;
use crate::read::{Options, Source};
use crate::report::Problem;
use crate::syntax::Script;

/// Resolves what the files declare. With problems, the schema is of no use but for finding more of them.
pub(crate) fn resolve(script: Script, sources: &[Source], options: &Options, problems: &mut Vec<Problem>) -> Schema {
    let Script { declarations, dialect, spelling, notes, incomplete } = script;
    let mut context = Context { options, dialect, spelling, incomplete, problems, notes };
    let mut catalog = assemble::assemble(declarations, &mut context);
    let keys = keys::keys(&mut catalog, &mut context);
    let mut enums = enums::declared(&catalog, &mut context);
    let mut columns = Vec::new();
    let mut checks = Vec::new();
    for (at, table) in catalog.tables.iter().enumerate() {
        let mut table_checks = table.checks.clone();
        let mut resolved = columns::columns(&catalog, at, &mut table_checks, &mut context);
        enums::of_columns(table, &table_checks, &mut resolved, &mut enums, &mut context);
        columns.push(resolved);
        checks.push(table_checks);
    }
    note_unused_overrides(&catalog, &mut context);
    let mut names: Vec<ModelNames> =
        catalog.tables.iter().map(|table| names::model(&table.name, &table.annotation, true, &mut context)).collect();
    let models = models(&catalog, &keys, &columns, &names, &mut context);
    let tables: Vec<_> = catalog
        .tables
        .iter()
        .enumerate()
        .map(|(at, table)| metadata::table(table, &columns[at], &keys[at], &checks[at], &catalog.tables))
        .collect();
    let flush_order = flush_order::flush_order(&catalog, &keys, &columns, &mut context);
    let (views, view_models) = resolve_views(&catalog, &tables, &models, &mut names, &mut context);
    settle(&names, &mut enums, &mut context);
    let mut metadata = MetaData::default();
    metadata.tables = tables.into();
    metadata.enums = enums.types.into();
    metadata.views = views.into();
    Schema {
        name: options.name.clone(),
        sources: sources.iter().map(|source| source.path.clone()).collect(),
        dialect,
        metadata,
        models: models.into_iter().chain(view_models).collect(),
        enums: enums.models,
        flush_order,
        notes: context.notes,
    }
}

/// An override that is about no column was meant for one.
fn note_unused_overrides(catalog: &Catalog, context: &mut Context<'_>) {
    for key in context.options.type_overrides.keys() {
        let is_key = |name: &str| name.to_lowercase() == key.to_lowercase();
        let used = catalog.tables.iter().any(|table| {
            table.columns.iter().any(|column| {
                let own = format!("{}.{}", table.name.text, column.name.text);
                is_key(&own) || is_key(&column.sql_type.text) || is_key(&column.sql_type.words)
            })
        });
        if !used {
            context.notes.push(format!("the type override of `{key}` is about no column"));
        }
    }
}

fn settle(names: &[ModelNames], enums: &mut Enums, context: &mut Context<'_>) {
    let taken = names::check(names, context);
    enums::settle_names(enums, &taken, context);
}

/// One model for each table.
fn models(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    names: &[ModelNames],
    context: &mut Context<'_>,
) -> Vec<Model> {
    let fields: Vec<Vec<String>> = catalog.tables.iter().map(|table| names::fields(table, context)).collect();
    let rows: Vec<String> = names.iter().map(|names| names.row.clone()).collect();
    let relationships = relationships::relationships(catalog, keys, columns, &fields, &rows, context);
    let mut models = Vec::new();
    for (at, relationships) in relationships.into_iter().enumerate() {
        let table = &catalog.tables[at];
        let own = &columns[at];
        let fields = table
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
            fields,
            key: keys[at].primary.clone(),
            relationships,
            docs: table.annotation.docs.clone().or_else(|| table.comment.clone()),
            declaration: table.text.clone(),
        });
    }
    models
}

/// The model that a column alone refers to. Where the two have different types, a key of one is no value of the other.
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
        "`{}.{}` refers to `{}.{}`, which has another Rust type, so it takes values and no handles",
        table.name.text,
        table.columns[position].name.text,
        target_table.name.text,
        target_table.columns[*key].name.text
    ));
    None
}

/// All views as metadata, and models for those whose columns are known.
fn resolve_views(
    catalog: &Catalog,
    tables: &[realgar_metadata::Table],
    models: &[Model],
    names: &mut Vec<ModelNames>,
    context: &mut Context<'_>,
) -> (Vec<realgar_metadata::View>, Vec<Model>) {
    let mut resolved: Vec<realgar_metadata::View> = Vec::new();
    let mut view_models: Vec<Model> = Vec::new();
    for (at, view) in catalog.views.iter().enumerate() {
        let mut relations: Vec<views::Relation<'_>> = catalog
            .tables
            .iter()
            .zip(tables)
            .zip(models)
            .map(|((table, sql), model)| views::Relation {
                name: &table.name,
                columns: &sql.columns,
                fields: &model.fields,
            })
            .collect();
        for model in &view_models {
            if let Origin::View(earlier) = model.origin {
                relations.push(views::Relation {
                    name: &catalog.views[earlier].name,
                    columns: &resolved[earlier].columns,
                    fields: &model.fields,
                });
            }
        }
        let found = views::columns(view, &relations);
        let columns = match found {
            Ok(columns) => columns,
            Err(why) => {
                context.note(format!("view `{}` has no model: {why}", view.name.text));
                resolved.push(views::metadata(view, Vec::new()));
                continue;
            }
        };
        let own = names::model(&view.name, &view.annotation, false, context);
        let mut fields = Vec::new();
        let mut sql_columns = Vec::new();
        for column in columns {
            let name = naming::field(&column.name).unwrap_or_else(|| format!("column_{}", fields.len()));
            fields.push(Field { name, ..column.field });
            sql_columns.push(column.column);
        }
        let distinct = fields
            .iter()
            .enumerate()
            .all(|(at, field): (usize, &Field)| fields[..at].iter().all(|other| other.name != field.name));
        if !distinct {
            context
                .note(format!("view `{}` has no model: two of its columns would be one field in Rust", view.name.text));
            resolved.push(views::metadata(view, Vec::new()));
            continue;
        }
        view_models.push(views::model(view, at, (own.module.clone(), own.row.clone()), fields));
        resolved.push(views::metadata(view, sql_columns));
        names.push(own);
    }
    (resolved, view_models)
}
