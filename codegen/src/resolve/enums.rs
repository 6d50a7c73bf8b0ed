//! Enums: declared types, MySQL's ENUM(…), and text columns whose check lists their values. Labels become variants.

use std::collections::BTreeSet;

use realgar_metadata::{EnumType, SqlType};
use sqlparser::ast::{Array, BinaryOperator, Expr, Value};

use super::catalog::{self, Catalog, Check, Table};
use super::columns::Resolved;
use super::context::Context;
use crate::model::{EnumModel, Mapping};
use crate::naming;
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::{declared, expression};

/// Enums as SQL and as Rust see them, in the same order.
#[derive(Debug, Default)]
pub(super) struct Enums {
    pub(super) types: Vec<EnumType>,
    pub(super) models: Vec<EnumModel>,
}

/// Resolves the declared types. They have the same positions as in the catalog.
pub(super) fn declared(catalog: &Catalog, context: &mut Context<'_>) -> Enums {
    let mut enums = Enums::default();
    for found in catalog.enums.iter() {
        let variants = match variants(&found.labels) {
            Ok(variants) => variants,
            Err(why) => {
                context.problem(
                    Problem::new(format!("type `{}` cannot be a Rust enum: {why}", found.name.text), found.name.span)
                        .cure("change the labels"),
                );
                Vec::new()
            }
        };
        let name = rust_name(found, context);
        let mut sql = EnumType::new("", &[], true);
        sql.name = catalog::text(&found.name.text);
        sql.schema = found.name.schema.as_deref().map(catalog::text);
        sql.labels = catalog::texts(found.labels.iter().map(String::as_str));
        let comment = found.comment.clone().or_else(|| found.annotation.docs.clone());
        sql.comment = comment.map(Into::into);
        sql.span = Some(found.name.span);
        enums.types.push(sql);
        let docs = found.annotation.docs.clone().or_else(|| found.comment.clone());
        enums.models.push(EnumModel { name, variants, docs });
    }
    enums
}

fn rust_name(found: &declared::EnumType, context: &mut Context<'_>) -> String {
    let mut own = None;
    for word in &found.annotation.words {
        match &word.meaning {
            Meaning::Name(name) | Meaning::Model(name) => {
                if naming::is_taken_type(name) {
                    let problem = Problem::new(format!("generated code has a `{name}` of its own"), word.span);
                    context.problem(problem.cure("choose another name"));
                }
                own = Some(name.clone());
            }
            _ => context.problem(word.misplaced("at a type")),
        }
    }
    own.or_else(|| naming::enum_type(found.name.spelled())).unwrap_or_else(|| {
        context.problem(
            Problem::new(
                format!("type `{}` has no letters to make a Rust name from", found.name.text),
                found.name.span,
            )
            .cure("put `-- @name RustName` above it"),
        );
        "Enum".to_owned()
    })
}

/// Resolves the enums of a table's columns: MySQL's ENUM(…), and text whose values a check lists.
pub(super) fn of_columns(
    table: &Table,
    checks: &[Check],
    columns: &mut [Resolved],
    enums: &mut Enums,
    context: &mut Context<'_>,
) {
    let lists: Vec<(usize, Vec<String>)> = checks.iter().filter_map(|check| list_of(&check.condition, table)).collect();
    for (position, column) in columns.iter_mut().enumerate() {
        let declared = &table.columns[position];
        let name = format!("{}_{}", table.name.text, declared.name.text);
        if let Some(labels) = column.labels.take() {
            match variants(&labels) {
                Ok(variants) => {
                    column.sql_type = SqlType::Enum(catalog::text(&name));
                    column.mapping = Mapping::Enum(enums.types.len());
                    add(enums, &name, &labels, variants, declared);
                }
                Err(why) => context.problem(
                    Problem::new(
                        format!("`{}` cannot be a Rust enum: {why}", declared.name.text),
                        declared.sql_type.span,
                    )
                    .cure("name a Rust type of your own with `-- @type path::To<Rust>` on its line"),
                ),
            }
        } else if column.mapping == Mapping::Text
            && let Some((_, labels)) = lists.iter().find(|(at, _)| *at == position)
        {
            match variants(labels) {
                Ok(variants) => {
                    column.mapping = Mapping::Enum(enums.types.len());
                    add(enums, &name, labels, variants, declared);
                }
                // The user did not ask for an enum here, so this is not an error.
                Err(why) => context.note(format!(
                    "column `{}.{}` stays text, though a check lists its values: {why}",
                    table.name.text, declared.name.text
                )),
            }
        }
    }
}

fn add(enums: &mut Enums, name: &str, labels: &[String], variants: Vec<(String, String)>, column: &declared::Column) {
    let mut sql = EnumType::new("", &[], false);
    sql.name = catalog::text(name);
    sql.labels = catalog::texts(labels.iter().map(String::as_str));
    sql.span = Some(column.sql_type.span);
    enums.types.push(sql);
    let docs = column.annotation.docs.clone().or_else(|| column.comment.clone());
    enums.models.push(EnumModel { name: naming::enum_type(name).unwrap_or_else(|| "Enum".to_owned()), variants, docs });
}

/// Labels with their variants, or why there are none.
fn variants(labels: &[String]) -> Result<Vec<(String, String)>, String> {
    if labels.is_empty() {
        return Err("it has no labels".to_owned());
    }
    let mut variants: Vec<(String, String)> = Vec::new();
    for label in labels {
        let variant = naming::variant(label)
            .ok_or_else(|| format!("the label '{label}' has no letters to make a Rust name from"))?;
        if let Some((other, _)) = variants.iter().find(|(_, known)| *known == variant) {
            return Err(format!("the labels '{other}' and '{label}' are both `{variant}` in Rust"));
        }
        variants.push((label.clone(), variant));
    }
    Ok(variants)
}

/// The column and the strings of `column IN ('a', 'b')`, in whatever form a dump writes it.
fn list_of(condition: &str, table: &Table) -> Option<(usize, Vec<String>)> {
    let lower = condition.to_ascii_lowercase();
    if !condition.contains('\'') || !(lower.contains(" in") || lower.contains("any")) {
        return None;
    }
    let expression = expression::expression(condition)?;
    let (column, labels) = strings_of(&expression)?;
    Some((table.column(&column)?, labels))
}

fn strings_of(expression: &Expr) -> Option<(String, Vec<String>)> {
    match bare(expression) {
        Expr::InList { expr, list, negated: false } => {
            Some((column_of(expr)?, list.iter().map(string).collect::<Option<_>>()?))
        }
        // PostgreSQL's dumps: column = ANY (ARRAY['a', 'b']).
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => match bare(right) {
            Expr::Array(Array { elem, .. }) => {
                Some((column_of(left)?, elem.iter().map(string).collect::<Option<_>>()?))
            }
            _ => None,
        },
        // column IS NULL OR column IN (…).
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => match (bare(left), bare(right)) {
            (Expr::IsNull(column), list) | (list, Expr::IsNull(column)) => {
                let (name, labels) = strings_of(list)?;
                (column_of(column)? == name).then_some((name, labels))
            }
            _ => None,
        },
        _ => None,
    }
}

/// An expression without parentheses and casts.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => bare(inner),
        Expr::Tuple(items) if items.len() == 1 => bare(&items[0]),
        other => other,
    }
}

fn column_of(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Identifier(name) => Some(name.value.clone()),
        Expr::CompoundIdentifier(names) => names.last().map(|name| name.value.clone()),
        _ => None,
    }
}

fn string(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text)
            | Value::NationalStringLiteral(text)
            | Value::EscapedStringLiteral(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Finds Rust types of the same name. The enum of a column can be renamed; for others, that is an error.
pub(super) fn settle_names(enums: &mut Enums, taken: &[String], context: &mut Context<'_>) {
    let mut names: BTreeSet<String> = taken.iter().cloned().collect();
    for at in 0..enums.models.len() {
        let sql = &enums.types[at];
        let name = enums.models[at].name.clone();
        if !names.contains(&name) {
            names.insert(name);
            continue;
        }
        let other = format!("{name}Value");
        if sql.declared || names.contains(&other) {
            let span = sql.span.unwrap_or(realgar_metadata::Span { file: 0, line: 1, column: 1, length: 1 });
            let problem = Problem::new(format!("the enum `{}` would be a second `{name}` in Rust", sql.name), span);
            let cure = if sql.declared {
                "put `-- @name OtherName` above it"
            } else {
                "put `-- @model OtherName` above the table that has its name"
            };
            context.problem(problem.cure(cure));
        } else {
            context.note(format!("the enum `{}` is called `{other}`, because there is already a `{name}`", sql.name));
            names.insert(other.clone());
            enums.models[at].name = other;
        }
    }
}
