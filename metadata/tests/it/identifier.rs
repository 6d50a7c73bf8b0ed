//! Quoting of names and strings.

use realgar_metadata::Dialect;

#[track_caller]
fn check(name: &str, sqlite: &str, postgresql: &str, mysql: &str) {
    assert_eq!(Dialect::Sqlite.quote(name), sqlite);
    assert_eq!(Dialect::PostgreSql.quote(name), postgresql);
    assert_eq!(Dialect::MySql.quote(name), mysql);
}

#[test]
fn plain_names_stay_bare() {
    for name in ["id", "user_account", "_x", "a$1", "email_address", "x9"] {
        check(name, name, name, name);
    }
}

#[test]
fn reserved_words_are_quoted_by_the_dialect_that_reserves_them() {
    check("select", "\"select\"", "\"select\"", "`select`");
    check("user", "user", "\"user\"", "user");
    check("order", "\"order\"", "\"order\"", "`order`");
    check("key", "\"key\"", "key", "`key`");
    check("rank", "rank", "rank", "`rank`");
    check("ilike", "ilike", "\"ilike\"", "ilike");
}

#[test]
fn odd_names_are_quoted_and_quotes_within_are_doubled() {
    check("", "\"\"", "\"\"", "``");
    check("MixedCase", "\"MixedCase\"", "\"MixedCase\"", "`MixedCase`");
    check("Order Details", "\"Order Details\"", "\"Order Details\"", "`Order Details`");
    check("4o6_subnet", "\"4o6_subnet\"", "\"4o6_subnet\"", "`4o6_subnet`");
    check("$1", "\"$1\"", "\"$1\"", "`$1`");
    check("größe", "\"größe\"", "\"größe\"", "`größe`");
    check("with\"quote", "\"with\"\"quote\"", "\"with\"\"quote\"", "`with\"quote`");
    check("back`tick", "\"back`tick\"", "\"back`tick\"", "`back``tick`");
}

#[test]
fn every_reserved_word_is_found_and_no_longer_word_is() {
    for dialect in Dialect::ALL {
        for word in ["add", "all", "where", "with", "when", "unique", "primary", "current_timestamp", "xor", "as"] {
            assert_eq!(dialect.is_reserved(word), dialect.quote(word) != word, "{dialect}: {word}");
            assert!(!dialect.is_reserved(&format!("{word}_")), "{dialect}: {word}_");
        }
        assert!(dialect.is_reserved("all") && dialect.is_reserved("where"), "{dialect}");
        assert!(!dialect.is_reserved(""), "{dialect}");
    }
}

#[test]
fn a_name_with_a_schema_is_quoted_part_by_part() {
    let mut sql = String::new();
    Dialect::PostgreSql.write_qualified_identifier(&mut sql, Some("Shop"), "order_line");
    assert_eq!(sql, "\"Shop\".order_line");
}

#[test]
fn strings_double_their_quotes_and_for_mysql_their_backslashes() {
    let literal = |dialect: Dialect, value: &str| {
        let mut sql = String::new();
        dialect.write_string_literal(&mut sql, value);
        sql
    };
    for dialect in Dialect::ALL {
        assert_eq!(literal(dialect, ""), "''");
        assert_eq!(literal(dialect, "it's"), "'it''s'");
        assert_eq!(literal(dialect, "'''"), "''''''''");
        assert_eq!(literal(dialect, "naïve"), "'naïve'");
    }
    assert_eq!(literal(Dialect::Sqlite, r"C:\x"), r"'C:\x'");
    assert_eq!(literal(Dialect::PostgreSql, r"C:\x"), r"'C:\x'");
    assert_eq!(literal(Dialect::MySql, r"C:\x"), r"'C:\\x'");
}
