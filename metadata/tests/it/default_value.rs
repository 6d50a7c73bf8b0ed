//! Defaults: which are simple values, and what they mean in each dialect.

use realgar_metadata::lexer::{Lexis, tokens};
use realgar_metadata::{DefaultValue, Dialect, default_value};

fn simple(text: &str, dialect: Option<Dialect>) -> Option<DefaultValue> {
    let lexis = if dialect == Some(Dialect::Sqlite) {
        Lexis::SQLITE
    } else {
        Lexis { string_prefixes: true, brackets: Default::default(), ..Lexis::SQLITE }
    };
    default_value::simple(text, &tokens(text, lexis), dialect)
}

fn number(text: &'static str) -> Option<DefaultValue> {
    Some(DefaultValue::Number(text.into()))
}

fn string(text: &'static str) -> Option<DefaultValue> {
    Some(DefaultValue::String(text.into()))
}

#[test]
fn simple_values_mean_the_same_everywhere() {
    for dialect in Dialect::ALL.map(Some).into_iter().chain([None]) {
        for (text, expected) in [
            ("NULL", Some(DefaultValue::Null)),
            ("true", Some(DefaultValue::Boolean(true))),
            ("- 1.50", number("-1.50")),
            ("+5", number("5")),
            ("((((((7))))))", number("7")),
            ("'it''s'", string("it's")),
            ("\"a b\"", string("a b")),
            ("Current_Timestamp", Some(DefaultValue::CurrentTimestamp)),
            ("CURRENT_TIMESTAMP(6)", Some(DefaultValue::CurrentTimestamp)),
            ("(now())", Some(DefaultValue::CurrentTimestamp)),
            ("current_date", Some(DefaultValue::CurrentDate)),
            ("x'00ff'", None),
            ("datetime('now')", None),
            ("(1) + (2)", None),
            ("-(1)", None),
            // Two signs are not one: `--` would even be a comment.
            ("- -1", None),
            ("now() + 1", None),
            ("", None),
            ("()", None),
        ] {
            assert_eq!(simple(text, dialect), expected, "{text} in {dialect:?}");
        }
    }
}

#[test]
fn a_bare_word_is_a_string_to_sqlite_alone() {
    let (sqlite, postgres) = (Some(Dialect::Sqlite), Some(Dialect::PostgreSql));
    assert_eq!((simple("active", sqlite), simple("active", postgres)), (string("active"), None));
    assert_eq!(
        (simple("now", sqlite), simple("localtimestamp", postgres)),
        (string("now"), Some(DefaultValue::CurrentTimestamp))
    );
    assert_eq!((simple("[a b]", sqlite), simple("current_user", postgres)), (string("a b"), None));
}

#[test]
fn casts_behind_a_value_are_left_out() {
    for (text, expected) in [
        ("'a'::text", string("a")),
        ("('a'::character varying(30))::text", None),
        ("'a'::character varying(30)::text", string("a")),
        ("'{}'::text[]", string("{}")),
        ("'a'::public.\"My Mood\"", string("a")),
        ("-1::integer", number("-1")),
        ("NULL::numeric(10, 2)", Some(DefaultValue::Null)),
        ("true::boolean", Some(DefaultValue::Boolean(true))),
        ("CURRENT_DATE::text", None),
        ("'a'::text || 'b'", None),
        ("'a'::text COLLATE \"C\"", None),
        ("1::integer AND true", None),
        ("nextval('s'::regclass)", None),
    ] {
        assert_eq!(simple(text, Some(Dialect::PostgreSql)), expected, "{text}");
    }
}

#[test]
fn many_parentheses_take_no_time() {
    let text = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(simple(&text, None), number("1"));
    assert_eq!(simple(&"(".repeat(100_000), None), None);
    assert_eq!(simple(&"::".repeat(100_000), None), None);
}
