//! A column's type. sqlparser finds its end; its words stay as written, because what they mean depends on the dialect.

use realgar_metadata::Dialect;
use realgar_metadata::type_name::TypeName;
use sqlparser::parser::Parser;

use super::declared::Type;
use super::grammar::Grammar;
use super::token_slice::{Parsed, TokenSlice};
use realgar_metadata::lexer::Kind;

/// Keywords that begin a clause of a column, and so end its type. In SQLite a column may have no type at all.
pub(super) const CLAUSES: &[&str] = &[
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "CONSTRAINT",
    "DEFAULT",
    "GENERATED",
    "NULL",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

/// Other words that cannot be part of a type.
pub(super) const AFTER_TYPE: &[&str] = &["AS", "KEY", "NOT", "ON"];

/// Words of types that sqlparser leaves behind, each with the words that it may follow.
const CONTINUATIONS: &[(&str, &[&str])] = &[
    ("big", &["unsigned"]),
    ("int", &["big"]),
    ("integer", &["big"]),
    ("sub_type", &["blob"]),
    ("binary", &["sub_type"]),
    ("text", &["sub_type", "long", "national"]),
    ("blob", &["long"]),
    ("varbinary", &["long"]),
    ("varchar", &["long", "national", "nchar"]),
    ("char", &["national"]),
    ("character", &["national", "native", "varying"]),
    ("varying", &["char", "character", "nchar", "bit", "binary"]),
    ("precision", &["double"]),
];

/// Words that say nothing about the type in front of them.
const DECORATION: &[&str] = &["unsigned", "signed", "zerofill", "binary", "array"];

/// Reads a type. If there is none, it has no words.
pub(super) fn sql_type(grammar: &mut Grammar<'_, '_>) -> Parsed<Type> {
    let from = grammar.at();
    if grammar.is_end() || grammar.rest().is_any(0, CLAUSES) || grammar.rest().is_any(0, AFTER_TYPE) {
        let span = grammar.rest().here();
        return Ok(Type { name: TypeName::default(), schema: None, span });
    }
    if grammar.file().dialect == Some(Dialect::Sqlite) {
        free_words(grammar)?;
    } else {
        grammar.run(Parser::parse_data_type)?;
    }
    while continues(grammar, from) {
        grammar.skip(1);
        if grammar.rest().is_symbol(0, b'(') {
            let behind = grammar.rest().group(0)?.1;
            grammar.skip(behind);
        }
    }
    let slice = grammar.since(from);
    let schema = schema(slice).or_else(|| slice.file.schema.clone());
    Ok(Type { name: TypeName::read(slice.file.text, slice.tokens), schema, span: slice.span() })
}

/// SQLite takes any words and names for a type, with numbers in parentheses after them.
fn free_words(grammar: &mut Grammar<'_, '_>) -> Parsed<()> {
    let rest = grammar.rest();
    let is_word = |at: usize| {
        let kind = rest.tokens.get(at).map(|token| token.kind);
        matches!(kind, Some(Kind::Word | Kind::Name | Kind::Quoted(_) | Kind::String { .. }))
    };
    let mut words = usize::from(is_word(0));
    while is_word(words) && !rest.is_any(words, CLAUSES) && !rest.is_any(words, AFTER_TYPE) {
        words += 1;
    }
    if words == 0 {
        // It says what it expects.
        return grammar.run(Parser::parse_data_type).map(drop);
    }
    let behind = if rest.is_symbol(words, b'(') { rest.group(words)?.1 } else { words };
    grammar.skip(behind);
    Ok(())
}

/// What stands before the name of a type.
fn schema(slice: TokenSlice<'_>) -> Option<String> {
    let token = slice.tokens.first().filter(|_| slice.is_symbol(1, b'.'))?;
    let schema = slice.file.value_of(*token);
    let folds = slice.file.folds && !matches!(token.kind, Kind::Quoted(_));
    Some(if folds { schema.to_ascii_lowercase() } else { schema }).filter(|schema| schema != "public")
}

fn continues(grammar: &Grammar<'_, '_>, from: usize) -> bool {
    let rest = grammar.rest();
    let read = grammar.since(from);
    if rest.is_any(0, DECORATION) {
        return true;
    }
    CONTINUATIONS.iter().any(|(word, after)| rest.is(0, word) && read.is_any(read.tokens.len() - 1, after))
}
