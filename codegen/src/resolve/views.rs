//! Views: all of them as metadata, and models of those whose columns are known.

use std::borrow::Cow;
use std::collections::BTreeSet;

use realgar_metadata::{self as metadata, Dialect};

use super::catalog::{self, Catalog};
use super::context::Context;
use super::named::Named;
use super::names::{self, ModelNames};
use super::view_columns::{self, Relation, Unresolved};
use crate::model::{Field, Model, Origin};
use crate::naming;
use crate::syntax::declared::{Ident, View};

/// Resolves the views. A view may read from those before it. The names of their models are added to those of the
/// tables.
pub(super) fn views(
    catalog: &Catalog,
    tables: &[metadata::Table],
    models: &[Model],
    names: &mut Vec<ModelNames>,
    context: &mut Context<'_>,
) -> (Vec<metadata::View>, Vec<Model>) {
    let mut relations = of_tables(catalog, tables, models);
    let (mut resolved, mut view_models) = (Vec::new(), Vec::new());
    for (at, view) in catalog.views.iter().enumerate() {
        match columns(view, &relations, context.dialect) {
            Ok((columns, fields)) => {
                let own = names::model(&view.name, &view.annotation, false, context);
                relations.push(Relation {
                    name: &view.name,
                    columns: Cow::Owned(columns.clone()),
                    fields: Cow::Owned(fields.clone()),
                });
                view_models.push(model(view, at, &own, fields));
                resolved.push(metadata(view, columns, context));
                names.push(own);
            }
            Err(Unresolved::Wrong(problem)) => context.missing(problem),
            Err(Unresolved::Unknown(why)) => {
                context.note(format!("view `{}` has no model: {why}", view.name.text));
                resolved.push(metadata(view, unknown(view), context));
            }
        }
    }
    (resolved, view_models)
}

/// The tables, as what a view may read from.
fn of_tables<'a>(catalog: &'a Catalog, tables: &'a [metadata::Table], models: &'a [Model]) -> Named<Relation<'a>> {
    let tables = catalog.tables.iter().zip(tables).zip(models);
    let relation = |((table, sql), model): ((&'a catalog::Table, &'a metadata::Table), &'a Model)| Relation {
        name: &table.name,
        columns: Cow::Borrowed(&*sql.columns),
        fields: Cow::Borrowed(&*model.fields),
    };
    tables.map(relation).collect()
}

/// The columns of a view and their fields, or why it has no model.
fn columns(
    view: &View,
    relations: &Named<Relation<'_>>,
    dialect: Option<Dialect>,
) -> Result<(Vec<metadata::Column>, Vec<Field>), Unresolved> {
    let found = view_columns::columns(view, relations, dialect)?;
    let (mut columns, mut fields) = (Vec::new(), Vec::new());
    for column in found {
        let spelled = view.columns.get(fields.len()).map_or(column.name.as_str(), |ident| ident.spelled());
        let name = naming::field(spelled).unwrap_or_else(|| format!("column_{}", fields.len()));
        fields.push(Field { name, ..column.field });
        columns.push(column.column);
    }
    let mut names = BTreeSet::new();
    if fields.iter().all(|field| names.insert(field.name.as_str())) {
        Ok((columns, fields))
    } else {
        Err("two of its columns would be one field in Rust".to_owned().into())
    }
}

/// The names that a view gives its columns, without their types: CREATE VIEW has to say them again.
fn unknown(view: &View) -> Vec<metadata::Column> {
    let column = |name: &Ident| {
        let mut column = metadata::Column::new("", metadata::SqlType::Other("unknown".into()));
        column.name = catalog::text(&name.text);
        column
    };
    view.columns.iter().map(column).collect()
}

/// The metadata of a view.
fn metadata(view: &View, columns: Vec<metadata::Column>, context: &Context<'_>) -> metadata::View {
    let mut sql = metadata::View::new("", "");
    sql.name = catalog::text(&view.name.text);
    sql.schema = view.name.schema.as_deref().map(catalog::text);
    sql.definition = catalog::text(&view.query);
    sql.columns = columns.into();
    sql.column_names = view.columns.iter().map(|name| catalog::text(&name.text)).collect::<Vec<_>>().into();
    sql.materialized = view.materialized;
    let dialect = context.dialect.or(context.spelling);
    sql.options = super::metadata::options(&view.options, dialect);
    sql.indexes = super::metadata::indexes(&view.name.text, &view.indexes, None, dialect).into();
    let comment = view.comment.clone().or_else(|| view.annotation.docs.clone());
    sql.comment = comment.map(Into::into);
    sql.span = Some(view.name.span);
    sql
}

/// The model of a view with these fields.
fn model(view: &View, at: usize, names: &ModelNames, fields: Vec<Field>) -> Model {
    Model {
        origin: Origin::View(at),
        module: names.module.clone(),
        row: names.row.clone(),
        new_row: None,
        changes: None,
        fields,
        key: Vec::new(),
        relationships: Vec::new(),
        docs: view.annotation.docs.clone().or_else(|| view.comment.clone()),
        declaration: view.text.clone(),
    }
}
