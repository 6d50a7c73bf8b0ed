//! The Rust names of tables, views and columns, and the errors if two of them are the same.

use std::collections::{BTreeMap, BTreeSet};

use realgar_metadata::Span;

use super::catalog::{Catalog, Table};
use super::context::Context;
use crate::naming;
use crate::report::Problem;
use crate::syntax::comment::{Annotation, Meaning};
use crate::syntax::declared::Name;

/// The names of a table or a view.
#[derive(Clone, Debug)]
pub(super) struct ModelNames {
    pub(super) module: String,
    pub(super) row: String,
    sql: String,
    span: Span,
    is_table: bool,
}

impl ModelNames {
    /// The structs that are generated beside the row struct, and what each is for.
    fn beside_the_row(&self, has_changeset: bool) -> impl Iterator<Item = (String, &'static str)> + use<> {
        let insert_struct = || (naming::insert_struct(&self.row), "the struct that inserts into");
        let changeset = || (naming::changeset(&self.row), "the changes of rows of");
        let insert_struct = self.is_table.then(insert_struct);
        insert_struct.into_iter().chain((self.is_table && has_changeset).then(changeset))
    }
}

/// The names of a table or a view: from its comments, from the configuration, or by the rule.
pub(super) fn model(name: &Name, annotation: &Annotation, is_table: bool, context: &mut Context<'_>) -> ModelNames {
    let mut module = None;
    let mut row = None;
    for word in &annotation.words {
        match &word.meaning {
            Meaning::Model(name) => {
                if naming::is_taken_type(name) {
                    context.problem(taken(name, word.span));
                }
                row = Some(name.clone());
            }
            Meaning::Name(name) => {
                if naming::is_taken_module(name) {
                    context.problem(taken(name, word.span));
                }
                module = Some(name.clone());
            }
            Meaning::Skip => {}
            // Whether this is an association table is checked along with the relationships.
            Meaning::Relationship(_) if is_table => {}
            _ => context.problem(word.misplaced(if is_table { "at a table" } else { "at a view" })),
        }
    }
    let configured = |key: &str| context.options.model_names.get(key).cloned();
    let in_schema = name.schema.as_ref().and_then(|schema| configured(&format!("{schema}.{}", name.text)));
    let configured = in_schema.or_else(|| configured(&name.text)).or_else(|| configured(name.spelled()));
    if let Some(configured) = configured.as_deref().filter(|name| !naming::is_identifier(name)) {
        context.problem(
            Problem::new(
                format!(
                    "the configuration calls the model of `{}` `{configured}`, which cannot be a Rust name",
                    name.text
                ),
                name.span,
            )
            .cure("correct the build script"),
        );
    }
    let by_rule = with_schema(name, &context.shared_names);
    let mut no_letter = |what: &str| {
        context.problem(
            Problem::new(format!("`{}` has no letters to make a Rust name for its {what} from", name.text), name.span)
                .cure("put `-- @model Name` and `-- @name name` above it"),
        );
        String::from("unnamed")
    };
    let row = row.or(configured).or_else(|| naming::model(&by_rule)).unwrap_or_else(|| no_letter("model"));
    let mut module = module.or_else(|| naming::module(&by_rule)).unwrap_or_else(|| no_letter("module"));
    // Letters without case make one word of both, and both are types to Rust.
    if module == row {
        module.push('_');
    }
    ModelNames { module, row, sql: name.text.clone(), span: name.span, is_table }
}

/// What the rule makes Rust names of: the name, and its schema before it if another schema has that name, too.
fn with_schema(name: &Name, shared: &BTreeSet<String>) -> String {
    let is_shared = naming::model(name.spelled()).is_some_and(|model| shared.contains(&model));
    match &name.schema {
        Some(schema) if is_shared => format!("{schema}_{}", name.spelled()),
        _ => name.spelled().to_owned(),
    }
}

/// The models that tables and views of several schemas would share.
pub(super) fn shared(catalog: &Catalog) -> BTreeSet<String> {
    let names = catalog.tables.iter().map(|table| &table.name).chain(catalog.views.iter().map(|view| &view.name));
    let mut schemas: BTreeMap<String, BTreeSet<Option<&str>>> = BTreeMap::new();
    for name in names {
        if let Some(model) = naming::model(name.spelled()) {
            schemas.entry(model).or_default().insert(name.schema.as_deref());
        }
    }
    schemas.into_iter().filter(|(_, schemas)| schemas.len() > 1).map(|(model, _)| model).collect()
}

fn taken(name: &str, span: Span) -> Problem {
    Problem::new(format!("generated code has a `{name}` of its own"), span).cure("choose another name")
}

/// The fields of a table, by its columns.
pub(super) fn fields(table: &Table, context: &mut Context<'_>) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for column in &table.columns {
        let own = column.annotation.words.iter().find_map(|word| match &word.meaning {
            Meaning::Name(name) => Some((name.clone(), word.span)),
            _ => None,
        });
        let span = own.as_ref().map_or(column.name.span, |(_, span)| *span);
        if let Some((name, _)) = own.as_ref().filter(|(name, _)| naming::is_taken_field(name)) {
            context.problem(taken(name, span));
        }
        let name = own.map(|(name, _)| name).or_else(|| naming::field(column.name.spelled())).unwrap_or_else(|| {
            context.problem(
                Problem::new(
                    format!("column `{}` has no letters to make a Rust name from", column.name.text),
                    column.name.span,
                )
                .cure("put `-- @name name` on its line"),
            );
            format!("column_{}", fields.len())
        });
        if let Some(other) = fields.iter().position(|field| *field == name) {
            let other = &table.columns[other].name.text;
            context.problem(
                Problem::new(
                    format!(
                        "columns `{other}` and `{}` of table `{}` would both be `{name}` in Rust",
                        column.name.text, table.name.text
                    ),
                    span,
                )
                .cure("put `-- @name other_name` on the line of one of them"),
            );
        }
        fields.push(name);
    }
    fields
}

/// Checks that no two models share a name; returns all names that are taken at the schema's root.
pub(super) fn check(models: &[ModelNames], context: &mut Context<'_>) -> Vec<String> {
    let mut modules: BTreeMap<&str, &ModelNames> = BTreeMap::new();
    let mut rows: BTreeMap<&str, &ModelNames> = BTreeMap::new();
    let mut all_rows: BTreeMap<&str, &ModelNames> = BTreeMap::new();
    let mut generated_names: BTreeMap<String, &ModelNames> = BTreeMap::new();
    for model in models {
        all_rows.entry(&model.row).or_insert(model);
    }
    for model in models {
        if let Some(other) = first(&mut modules, &model.module, model) {
            context.problem(
                Problem::new(
                    format!("`{}` and `{}` would both be the module `{}` in Rust", other.sql, model.sql, model.module),
                    model.span,
                )
                .cure("put `-- @name other_name` above one of them"),
            );
        }
        if let Some(other) = first(&mut rows, &model.row, model) {
            context.problem(
                Problem::new(
                    format!("`{}` and `{}` would both be `{}` in Rust", other.sql, model.sql, model.row),
                    model.span,
                )
                .cure("put `-- @model OtherName` above one of them"),
            );
        }
        for (generated, what) in model.beside_the_row(!context.options.without_changesets) {
            if let Some(other) = all_rows.get(generated.as_str()) {
                context.problem(
                    Problem::new(
                        format!("`{}` would be `{generated}` in Rust, {what} `{}`", other.sql, model.sql),
                        other.span,
                    )
                    .cure("put `-- @model OtherName` above one of them"),
                );
            }
            // Two models of one name were reported above.
            let other = generated_names.insert(generated.clone(), model);
            if let Some(other) = other.filter(|other| other.row != model.row) {
                context.problem(
                    Problem::new(
                        format!("`{}` and `{}` would both have a `{generated}` in Rust", other.sql, model.sql),
                        model.span,
                    )
                    .cure("put `-- @model OtherName` above one of them"),
                );
            }
        }
    }
    let rows = models.iter().map(|model| model.row.clone());
    rows.chain(generated_names.into_keys()).collect()
}

/// The first model of this name, if there was one before this.
fn first<'a>(
    known: &mut BTreeMap<&'a str, &'a ModelNames>,
    name: &'a str,
    model: &'a ModelNames,
) -> Option<&'a ModelNames> {
    let first = *known.entry(name).or_insert(model);
    (!std::ptr::eq(first, model)).then_some(first)
}
