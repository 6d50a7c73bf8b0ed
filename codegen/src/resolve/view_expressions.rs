//! The types of the expressions that views select, where they are the same in every database. All others stay unknown.

use realgar_metadata::lexer::{Lexis, tokens};
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{self as metadata, Dialect, SqlType};
use sqlparser::ast::{BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value};

use super::view_columns::{Scope, Source, ViewColumn, reference, type_of};
use super::{catalog, types};
use crate::model::{Field, Mapping};

/// The type of an expression.
pub(super) struct Typed {
    sql_type: SqlType,
    mapping: Mapping,
    nullable: bool,
    /// The type as SQL, for the documentation.
    declaration: String,
}

impl Typed {
    fn new(sql_type: SqlType, mapping: Mapping, nullable: bool, declaration: &str) -> Self {
        Self { sql_type, mapping, nullable, declaration: declaration.to_owned() }
    }

    fn text(nullable: bool) -> Self {
        Self::new(SqlType::Text, Mapping::Text, nullable, "TEXT")
    }

    /// A column of this name.
    pub(super) fn column(self, name: String) -> ViewColumn {
        let mut column = metadata::Column::new("", self.sql_type);
        column.name = catalog::text(&name);
        column.nullable = self.nullable;
        let field = Field {
            column: name.clone(),
            name: String::new(),
            mapping: self.mapping,
            nullable: self.nullable,
            has_default: false,
            read_only: true,
            version: false,
            refers_to: None,
            declaration: type_of(&self.declaration, self.nullable),
            docs: None,
        };
        ViewColumn { name, column, field }
    }
}

/// The type of an expression. `None` if it is not known.
pub(super) fn typed(expression: &Expr, sources: &[Source], scope: &Scope<'_>) -> Option<Typed> {
    if let Some(found) = reference(expression, sources, scope).ok()? {
        let ViewColumn { column, field, .. } = found;
        return Some(Typed {
            sql_type: column.sql_type,
            mapping: field.mapping,
            nullable: column.nullable,
            declaration: field.declaration,
        });
    }
    match expression {
        Expr::Nested(inner) => typed(inner, sources, scope),
        Expr::Cast { expr, data_type, .. } => {
            let nullable = typed(expr, sources, scope).is_none_or(|inner| inner.nullable);
            let text = data_type.to_string();
            let name = TypeName::read(&text, &tokens(&text, Lexis::default()));
            let known = types::known(&name, scope.dialect)?;
            Some(Typed::new(known.sql_type, known.mapping, nullable, &text))
        }
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(_) => Some(Typed::text(false)),
            _ => None,
        },
        Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right } if scope.dialect != Some(Dialect::MySql) => {
            let nullable = |side: &Expr| typed(side, sources, scope).is_none_or(|side| side.nullable);
            Some(Typed::text(nullable(left) || nullable(right)))
        }
        Expr::Case { conditions, else_result, .. } => {
            let results = conditions.iter().map(|when| &when.result);
            let found = same(results.chain(else_result.as_deref()), sources, scope)?;
            let nullable = found.nullable || else_result.is_none();
            Some(Typed { nullable, ..found })
        }
        Expr::Function(function) => {
            let name = function.name.0.last()?.as_ident()?.value.to_ascii_lowercase();
            let arguments = arguments(&function.args)?;
            match (name.as_str(), arguments.as_slice()) {
                ("count" | "row_number" | "rank" | "dense_rank", _) => {
                    Some(Typed::new(SqlType::BigInt, Mapping::BigInt, false, "BIGINT"))
                }
                ("lower" | "upper" | "trim" | "ltrim" | "rtrim" | "replace", [first, ..]) => {
                    Some(Typed::text(typed((*first)?, sources, scope).is_none_or(|first| first.nullable)))
                }
                ("min" | "max", [only]) => Some(Typed { nullable: true, ..typed((*only)?, sources, scope)? }),
                ("coalesce" | "ifnull", arguments) => {
                    let arguments: Vec<&Expr> = arguments.iter().copied().collect::<Option<_>>()?;
                    let found = same(arguments.iter().copied(), sources, scope)?;
                    let all_nullable =
                        arguments.iter().all(|one| typed(one, sources, scope).is_none_or(|one| one.nullable));
                    Some(Typed { nullable: all_nullable, ..found })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The type that all of these have; it may be NULL if one of them may.
fn same<'a>(mut expressions: impl Iterator<Item = &'a Expr>, sources: &[Source], scope: &Scope<'_>) -> Option<Typed> {
    let mut found = typed(expressions.next()?, sources, scope)?;
    for expression in expressions {
        let other = typed(expression, sources, scope)?;
        if other.mapping != found.mapping {
            return None;
        }
        found.nullable |= other.nullable;
    }
    Some(found)
}

/// The arguments of a function; `None` for one that is not an expression, as in `count(*)`.
fn arguments(arguments: &FunctionArguments) -> Option<Vec<Option<&Expr>>> {
    match arguments {
        FunctionArguments::None => Some(Vec::new()),
        FunctionArguments::Subquery(_) => None,
        FunctionArguments::List(list) => Some(
            list.args
                .iter()
                .map(|argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
                    _ => None,
                })
                .collect(),
        ),
    }
}
