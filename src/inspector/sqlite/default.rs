//! Defaults: simple values by their meaning, all others as written.

use realgar_metadata::{DefaultValue, Dialect, default_value};

use super::cursor::Cursor;

/// What the text of a default means.
pub(super) fn default_value(text: &str) -> DefaultValue {
    Cursor::over(text, |cursor| {
        default_value::simple(text, cursor.rest(), Some(Dialect::Sqlite))
            .unwrap_or_else(|| DefaultValue::Expression(cursor.without_parentheses().written().into()))
    })
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
