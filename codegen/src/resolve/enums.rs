//! Enums: declared types, MySQL's ENUM(…), and text columns whose check lists their values. Labels become variants.

use std::collections::BTreeSet;

use realgar_metadata::{EnumType, SqlType};
use sqlparser::ast::{Array, BinaryOperator, Expr, Value};

use super::catalog::{self, Catalog, Check, Table};
use super::columns::Resolved;
use super::context::Context;
use super::enum_names;
use crate::model::{EnumModel, Mapping};
use crate::naming;
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::expression;

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
        let name = &found.name;
        let keys = match &name.schema {
            Some(schema) => vec![format!("{schema}.{}", name.text), name.text.clone()],
            None => vec![name.text.clone()],
        };
        let wishes = enum_names::wishes(&keys, &found.annotation, context);
        for word in &found.annotation.words {
            if !matches!(word.meaning, Meaning::Name(_) | Meaning::Model(_) | Meaning::Enum(_) | Meaning::Label { .. })
            {
                context.problem(word.misplaced("at a type"));
            }
        }
        let variants = enum_names::variants(&found.labels, &wishes, name.span, context).unwrap_or_default();
        let spelled = match &name.schema {
            Some(schema) if catalog.enums.is_in_several_schemas(&name.text) => format!("{schema}_{}", name.spelled()),
            _ => name.spelled().to_owned(),
        };
        let rust_name = wishes.name.or_else(|| naming::enum_type(&spelled)).unwrap_or_else(|| {
            let problem =
                Problem::new(format!("type `{}` has no letters to make a Rust name from", name.text), name.span);
            context.problem(problem.cure("put `-- @enum RustName` above it"));
            "Enum".to_owned()
        });
        let mut sql = EnumType::new("", &[], true);
        sql.name = catalog::text(&name.text);
        sql.schema = name.schema.as_deref().map(catalog::text);
        sql.labels = catalog::texts(found.labels.iter().map(String::as_str));
        let comment = found.comment.clone().or_else(|| found.annotation.docs.clone());
        sql.comment = comment.map(Into::into);
        sql.span = Some(name.span);
        enums.types.push(sql);
        let docs = found.annotation.docs.clone().or_else(|| found.comment.clone());
        enums.models.push(EnumModel { name: rust_name, keys, variants, docs });
    }
    enums
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
        let own = column.labels.take();
        let is_own = own.is_some();
        let listed = || lists.iter().find(|(at, _)| *at == position).map(|(_, labels)| labels.clone());
        let labels = own.or_else(|| listed().filter(|_| column.mapping == Mapping::Text));
        let Some(labels) = labels else {
            for word in &declared.annotation.words {
                if matches!(word.meaning, Meaning::Enum(_) | Meaning::Label { .. }) {
                    context.problem(word.misplaced("at a column whose values are not listed"));
                }
            }
            continue;
        };
        let name = format!("{}_{}", table.name.text, declared.name.text);
        let own_key = format!("{}.{}", table.name.text, declared.name.text);
        let keys = match &table.name.schema {
            Some(schema) => vec![format!("{schema}.{own_key}"), own_key],
            None => vec![own_key],
        };
        let wishes = enum_names::wishes(&keys, &declared.annotation, context);
        let Some(variants) = enum_names::variants(&labels, &wishes, declared.sql_type.span, context) else { continue };
        if is_own {
            column.sql_type = SqlType::Enum(catalog::text(&name));
        }
        column.mapping = Mapping::Enum(enums.types.len());
        let mut sql = EnumType::new("", &[], false);
        sql.name = catalog::text(&name);
        sql.labels = catalog::texts(labels.iter().map(String::as_str));
        sql.span = Some(declared.sql_type.span);
        enums.types.push(sql);
        let docs = declared.annotation.docs.clone().or_else(|| declared.comment.clone());
        let spelled = format!("{}_{}", table.name.spelled(), declared.name.spelled());
        let rust_name = wishes.name.or_else(|| naming::enum_type(&spelled)).unwrap_or_else(|| "Enum".to_owned());
        enums.models.push(EnumModel { name: rust_name, keys, variants, docs });
    }
}

/// The column and the strings of `column IN ('a', 'b')`, in whatever form a dump writes it.
fn list_of(condition: &str, table: &Table) -> Option<(usize, Vec<String>)> {
    let lower = condition.to_ascii_lowercase();
    if !condition.contains('\'') || !(lower.contains(" in") || lower.contains("any")) {
        return None;
    }
    let expression = expression::expression(condition)?;
    let (column, mut labels) = strings_of(&expression)?;
    let mut known = BTreeSet::new();
    labels.retain(|label| known.insert(label.clone()));
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
                "put `-- @enum OtherName` above it"
            } else {
                "put `-- @enum OtherName` on the line of the column"
            };
            context.problem(problem.cure(cure));
        } else {
            context.note(format!("the enum `{}` is called `{other}`, because there is already a `{name}`", sql.name));
            names.insert(other.clone());
            enums.models[at].name = other;
        }
    }
}
