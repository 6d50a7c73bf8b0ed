//! Texts as tokens: by SQLite's rules, by those of schema files, and the laws that hold for all of them.

use proptest::prelude::*;
use realgar_metadata::lexer::{Brackets, CodeComments, Kind, Lexeme, Lexer, Lexis, tokens};
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{Dialect, default_value};

/// How schema files are read that name no dialect.
const FILES: Lexis = Lexis {
    code_comments: CodeComments::Versioned,
    brackets: Brackets::Arrays,
    dollar_quotes: true,
    string_prefixes: true,
    unicode_spaces: true,
    ..Lexis::SQLITE
};

const MYSQL: Lexis = Lexis {
    backslashes: true,
    hash_comments: true,
    dashes_need_space: true,
    code_comments: CodeComments::All,
    dollar_quotes: false,
    ..FILES
};

fn texts(sql: &str, lexis: Lexis) -> Vec<&str> {
    tokens(sql, lexis).into_iter().map(|token| token.text(sql)).collect()
}

fn values(sql: &str, lexis: Lexis) -> Vec<String> {
    tokens(sql, lexis).into_iter().map(|token| token.value(sql)).collect()
}

#[test]
fn comments_and_blanks_are_not_tokens() {
    assert_eq!(texts("a--x\n b/* ' */c -- (\r\n/**/ d", Lexis::SQLITE), ["a", "b", "c", "d"]);
    assert_eq!(texts("--", Lexis::SQLITE), [""; 0]);
    assert_eq!(texts("\u{feff}a - b / c\u{b}", Lexis::SQLITE), ["a", "-", "b", "/", "c"]);
    assert_eq!(texts("a--b\n# c\n-- d\ne", MYSQL), ["a", "-", "-", "b", "e"]);
    let nested = Lexis { nested_comments: true, ..FILES };
    assert_eq!((texts("/* a /* b */ c */ d", FILES).len(), texts("/* a /* b */ c */ d", nested)), (4, vec!["d"]));
}

#[test]
fn a_comment_that_is_never_closed_reaches_to_the_end() {
    let found = tokens("a /* not closed", FILES);
    assert_eq!((found.len(), found[1].kind, found[1].end), (2, Kind::Unterminated, 15));
}

#[test]
fn code_in_comments_is_code_where_the_dialect_says_so() {
    let sql = "/*!40101 a */ b /*! c */ /*M! d */";
    assert_eq!(texts(sql, Lexis::SQLITE), ["b"]);
    assert_eq!(texts(sql, FILES), ["a", "b", "d"]);
    assert_eq!(texts(sql, MYSQL), ["a", "b", "c", "d"]);
}

#[test]
fn quotes_hold_everything_together() {
    let sql = r#"'it''s -- (' "a""b" `c``d` [e f] x'00' X'"' größe"#;
    assert_eq!(texts(sql, Lexis::SQLITE), ["'it''s -- ('", "\"a\"\"b\"", "`c``d`", "[e f]", "x'00'", "X'\"'", "größe"]);
    assert_eq!(values(sql, Lexis::SQLITE), ["it's -- (", "a\"b", "c`d", "e f", "00", "\"", "größe"]);
    assert_eq!(values(r"'a\'b' e'\n'", MYSQL), ["a'b", "\n"]);
    assert_eq!(values("$x$a'b$x$ $$c$$", FILES), ["a'b", "c"]);
}

#[test]
fn what_stands_before_a_string_is_part_of_it_except_in_sqlite() {
    let sql = "N'a' b'1' _utf8'c' x'0F'";
    assert_eq!(texts(sql, FILES), ["N'a'", "b'1'", "_utf8'c'", "x'0F'"]);
    assert_eq!(texts(sql, Lexis::SQLITE), ["N", "'a'", "b", "'1'", "_utf8", "'c'", "x'0F'"]);
    assert_eq!(tokens("x'0F'", Lexis::SQLITE)[0].kind, Kind::Bytes);
}

#[test]
fn brackets_are_names_or_arrays() {
    assert_eq!(texts("text[] int[3] [a b]", FILES), ["text", "[", "]", "int", "[", "3", "]", "[a b]"]);
    let sqlite = Lexis { brackets: Brackets::NamesAndArrays, ..FILES };
    assert_eq!(texts("text[] [3]", sqlite), ["text", "[", "]", "[3]"]);
    // An empty name is one to SQLite.
    assert_eq!(texts("[] [3]", Lexis::SQLITE), ["[]", "[3]"]);
}

#[test]
fn a_no_break_space_parts_words_in_files_and_belongs_to_names_in_sqlite() {
    assert_eq!(texts("a\u{a0}b", FILES), ["a", "b"]);
    assert_eq!(texts("a\u{a0}b", Lexis::SQLITE), ["a\u{a0}b"]);
}

#[test]
fn numbers_end_where_databases_end_them() {
    assert_eq!(
        texts("1.5e-3-2 .5 0x1E+1 0X1E+1 1_000 1e5,2", Lexis::SQLITE),
        ["1.5e-3", "-", "2", ".5", "0x1E", "+", "1", "0X1E", "+", "1", "1_000", "1e5", ",", "2"]
    );
}

#[test]
fn a_delimiter_ends_statements_until_there_is_another() {
    let mut lexer = Lexer::new("a; // b //", FILES);
    lexer.set_delimiter("//");
    let kinds: Vec<Kind> = std::iter::from_fn(|| lexer.token()).map(|token| token.kind).collect();
    assert_eq!(kinds, [Kind::Word, Kind::Symbol(b';'), Kind::Terminator, Kind::Word, Kind::Terminator]);
    lexer.set_delimiter("");
    assert_eq!(lexer.delimiter(), ";");
}

/// Texts in which quotes, comments and their like are frequent.
fn sql() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "$",
        "$$",
        "$a$",
        "--",
        "#",
        "/*",
        "*/",
        "/*!40101 ",
        "/*M!",
        "/*!",
        "\\",
        "\n",
        "\r\n",
        " ",
        "\u{a0}",
        "\u{feff}",
        "a",
        "x'",
        "E'",
        "_utf8'",
        "ä",
        "😀",
        "0x",
        "1e",
        "+",
        "-",
        ".",
        "5",
        ";",
        "(",
        ")",
        "::",
        "\0",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()), "\\PC{0,60}", any::<String>(),]
}

fn lexis() -> impl Strategy<Value = Lexis> {
    let code_comments = prop::sample::select(vec![CodeComments::None, CodeComments::Versioned, CodeComments::All]);
    let brackets = prop::sample::select(vec![Brackets::Arrays, Brackets::NamesAndArrays, Brackets::Names]);
    (any::<[bool; 7]>(), code_comments, brackets).prop_map(|(flags, code_comments, brackets)| Lexis {
        backslashes: flags[0],
        hash_comments: flags[1],
        dashes_need_space: flags[2],
        nested_comments: flags[3],
        dollar_quotes: flags[4],
        string_prefixes: flags[5],
        unicode_spaces: flags[6],
        code_comments,
        brackets,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_is_lost(sql in sql(), lexis in lexis()) {
        let mut lexer = Lexer::new(&sql, lexis);
        let mut together = String::new();
        while let Some(lexeme) = lexer.lexeme() {
            let text = &sql[lexeme.range()];
            prop_assert!(!text.is_empty(), "an empty piece at {} of {sql:?}", lexeme.range().start);
            prop_assert_eq!(lexeme.range().start, together.len());
            if let Lexeme::Token(token) = lexeme {
                // Whatever it is, it has a value.
                let _ = token.value(&sql);
            }
            together.push_str(text);
        }
        prop_assert_eq!(together, sql);
    }

    #[test]
    fn any_text_can_be_read_as_a_type_and_as_a_default(sql in sql(), lexis in lexis()) {
        let tokens = tokens(&sql, lexis);
        let name = TypeName::read(&sql, &tokens);
        for dialect in Dialect::ALL.map(Some).into_iter().chain([None]) {
            let _ = name.family().map(|family| family.sql_type(&name, dialect));
            let _ = default_value::simple(&sql, &tokens, dialect);
        }
    }

    #[test]
    fn tokens_are_the_pieces_without_comments_and_blanks(sql in sql(), lexis in lexis()) {
        let mut lexer = Lexer::new(&sql, lexis);
        let pieces = std::iter::from_fn(|| lexer.lexeme());
        let expected: Vec<_> =
            pieces.filter_map(|lexeme| if let Lexeme::Token(token) = lexeme { Some(token) } else { None }).collect();
        prop_assert_eq!(tokens(&sql, lexis), expected);
    }
}

#[test]
fn time_grows_with_the_length_of_a_text() {
    // Each of these makes a lexer that looks ahead again and again take hours.
    for piece in ["1e+", "'", "\"", "$a$", "$a", "[", "/*", "/*!1", "--", "x'", "a'", "\\", "(", "*/", "\u{a0}"] {
        let sql = piece.repeat(400_000 / piece.len());
        for lexis in [Lexis::SQLITE, FILES, MYSQL] {
            assert!(tokens(&sql, lexis).len() <= sql.len(), "{piece}");
        }
    }
}

#[test]
fn a_delimiter_ends_a_word_or_a_number_that_touches_it() {
    let mut lexer = Lexer::new("END$$ 1// x", Lexis { dollar_quotes: false, ..Lexis::default() });
    lexer.set_delimiter("$$");
    let kinds: Vec<Kind> = std::iter::from_fn(|| lexer.token()).take(2).map(|token| token.kind).collect();
    assert_eq!(kinds, [Kind::Word, Kind::Terminator]);
    lexer.set_delimiter("//");
    let kinds: Vec<Kind> = std::iter::from_fn(|| lexer.token()).map(|token| token.kind).collect();
    assert_eq!(kinds, [Kind::Number, Kind::Terminator, Kind::Word]);
}
