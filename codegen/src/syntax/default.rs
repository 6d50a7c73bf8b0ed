//! DEFAULT expressions: the simple ones by their meaning, all others as written.

use realgar_metadata::DefaultValue;
use sqlparser::ast::{CastKind, Expr, UnaryOperator, Value};

/// More parentheses than this around a simple value are not taken off.
const PARENTHESES: usize = 4;

/// What a default means.
pub(super) fn classify(expression: &Expr, written: String) -> DefaultValue {
    simple(expression, PARENTHESES).unwrap_or_else(|| DefaultValue::Expression(written.into()))
}

fn simple(expression: &Expr, parentheses: usize) -> Option<DefaultValue> {
    match expression {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => Some(DefaultValue::Number(number.clone().into())),
            // Bits and bytes are no text.
            Value::SingleQuotedString(text)
            | Value::DoubleQuotedString(text)
            | Value::EscapedStringLiteral(text)
            | Value::NationalStringLiteral(text) => Some(DefaultValue::String(text.clone().into())),
            Value::Boolean(value) => Some(DefaultValue::Boolean(*value)),
            Value::Null => Some(DefaultValue::Null),
            _ => None,
        },
        Expr::UnaryOp { op: op @ (UnaryOperator::Minus | UnaryOperator::Plus), expr } => match simple(expr, 0)? {
            DefaultValue::Number(number) if *op == UnaryOperator::Minus => {
                Some(DefaultValue::Number(format!("-{number}").into()))
            }
            DefaultValue::Number(number) => Some(DefaultValue::Number(number)),
            _ => None,
        },
        // MySQL and SQLite take a name in double quotes for a string where no column can stand.
        Expr::Identifier(ident) if ident.quote_style == Some('"') => {
            Some(DefaultValue::String(ident.value.clone().into()))
        }
        Expr::Identifier(ident) if ident.quote_style.is_none() => now(&ident.value),
        // A precision may stand in the parentheses.
        Expr::Function(function) => now(function.to_string().split('(').next().unwrap_or_default()),
        Expr::Nested(inner) if parentheses > 0 => simple(inner, parentheses - 1),
        // PostgreSQL writes the type behind every value that it dumps.
        Expr::Cast { kind: CastKind::DoubleColon, expr, .. }
            if matches!(**expr, Expr::Value(_) | Expr::Cast { .. }) =>
        {
            simple(expr, 0)
        }
        _ => None,
    }
}

fn now(word: &str) -> Option<DefaultValue> {
    match word.to_ascii_lowercase().as_str() {
        "current_timestamp" | "now" | "localtimestamp" => Some(DefaultValue::CurrentTimestamp),
        "current_date" | "curdate" => Some(DefaultValue::CurrentDate),
        "current_time" | "curtime" => Some(DefaultValue::CurrentTime),
        _ => None,
    }
}
