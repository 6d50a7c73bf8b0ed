//! Defaults: the simple ones by their meaning, all others as written.

use realgar_metadata::DefaultValue;

use super::cursor::Cursor;
use super::lexer::Kind;

/// What the text of a default means.
pub(super) fn default_value(text: &str) -> DefaultValue {
    Cursor::over(text, |cursor| {
        let cursor = cursor.without_parentheses();
        simple(cursor).unwrap_or_else(|| DefaultValue::Expression(cursor.written().into()))
    })
}

/// A single literal, or a number with its sign.
fn simple(mut cursor: Cursor<'_>) -> Option<DefaultValue> {
    let is_negative = cursor.accept_symbol(b'-');
    let is_signed = is_negative || cursor.accept_symbol(b'+');
    let [token] = cursor.rest() else { return None };
    if is_signed {
        let sign = if is_negative { "-" } else { "" };
        return (token.kind == Kind::Number)
            .then(|| DefaultValue::Number(format!("{sign}{}", cursor.written()).into()));
    }
    let keyword = cursor.keyword();
    match (token.kind, keyword.as_deref()) {
        (Kind::Number, _) => Some(DefaultValue::Number(cursor.written().into())),
        (_, Some("NULL")) => Some(DefaultValue::Null),
        (_, Some("TRUE")) => Some(DefaultValue::Boolean(true)),
        (_, Some("FALSE")) => Some(DefaultValue::Boolean(false)),
        (_, Some("CURRENT_DATE")) => Some(DefaultValue::CurrentDate),
        (_, Some("CURRENT_TIME")) => Some(DefaultValue::CurrentTime),
        (_, Some("CURRENT_TIMESTAMP")) => Some(DefaultValue::CurrentTimestamp),
        // A name is no column here: SQLite takes it for a string.
        (Kind::String | Kind::Quoted | Kind::Word, _) => cursor.name().map(|text| DefaultValue::String(text.into())),
        (Kind::Blob | Kind::Symbol(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_known_by_their_meaning() {
        let number = |text: &'static str| DefaultValue::Number(text.into());
        let string = |text: &'static str| DefaultValue::String(text.into());
        let expression = |text: &'static str| DefaultValue::Expression(text.into());
        for (text, expected) in [
            ("NULL", DefaultValue::Null),
            ("true", DefaultValue::Boolean(true)),
            ("FALSE", DefaultValue::Boolean(false)),
            ("1", number("1")),
            ("- 1.50", number("-1.50")),
            ("+5", number("5")),
            ("0x1F", number("0x1F")),
            ("((7))", number("7")),
            ("'it''s'", string("it's")),
            ("''", string("")),
            ("\"a b\"", string("a b")),
            ("active", string("active")),
            ("Current_Timestamp", DefaultValue::CurrentTimestamp),
            ("CURRENT_DATE", DefaultValue::CurrentDate),
            ("current_time", DefaultValue::CurrentTime),
            ("x'00ff'", expression("x'00ff'")),
            ("datetime('now')", expression("datetime('now')")),
            ("(1) + (2)", expression("(1) + (2)")),
            ("-(1)", expression("-(1)")),
            ("", expression("")),
        ] {
            assert_eq!(default_value(text), expected, "{text}");
        }
    }
}
