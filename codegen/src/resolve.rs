//! Declarations to a resolved schema: every name looked up, every Rust name chosen. One rule a file.

mod assemble;
mod behaviour;
mod catalog;
mod changes;
mod columns;
mod configured;
mod context;
mod definitions;
mod domain_changes;
mod enum_names;
mod enums;
mod flush_order;
mod functions;
mod json_columns;
mod keys;
mod left_out;
mod metadata;
mod models;
mod named;
mod names;
mod native_type;
mod partitions;
mod relationship_names;
mod relationships;
mod renames;
mod take_over;
mod type_changes;
mod types;
mod view_columns;
mod view_expressions;
mod views;

use realgar_metadata::MetaData;

use self::context::Context;
use self::names::ModelNames;
use crate::input::{Options, Source};
use crate::model::Schema;
use crate::report::Problem;
use crate::syntax::Script;

/// Resolves what the files declare. If there are problems, the schema is only good for finding more of them.
pub(crate) fn resolve(script: Script, sources: &[Source], options: &Options, problems: &mut Vec<Problem>) -> Schema {
    let Script { declarations, dialect, spelling, notes, functions, incomplete, .. } = script;
    let mut context = Context { dialect, spelling, incomplete, notes, ..Context::new(options, problems) };
    let mut catalog = assemble::assemble(declarations, &mut context);
    json_columns::read(&mut catalog, &context);
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
    configured::check(&catalog, &enums, &mut context);
    context.shared_names = names::shared(&catalog);
    let mut names: Vec<ModelNames> =
        catalog.tables.iter().map(|table| names::model(&table.name, &table.annotation, true, &mut context)).collect();
    let models = models::models(&catalog, &keys, &columns, &names, &mut context);
    let tables: Vec<_> = catalog
        .tables
        .iter()
        .enumerate()
        .map(|(at, table)| metadata::table(table, &columns[at], &keys[at], &checks[at], &catalog, &context))
        .collect();
    let flush_order = flush_order::flush_order(&catalog, &keys, &columns, &mut context);
    let (views, view_models) = views::views(&catalog, &tables, &models, &mut names, &mut context);
    let taken = names::check(&names, &mut context);
    enums::settle_names(&mut enums, &taken, &mut context);
    let mut metadata = MetaData::default();
    metadata.tables = tables.into();
    metadata.definitions = definitions::definitions(&catalog).into();
    metadata.enums = enums.types.into();
    metadata.views = views.into();
    functions::note_calls(&metadata, &functions, &mut context);
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
