//! SQLite's virtual tables: the columns of those whose module says them in its arguments.

use crate::lexer::{self, Kind, Lexis, Token};
use crate::{Column, SqlType, Text};

/// The columns of a virtual table, of which the first is its whole primary key, by what follows USING. `None` if only the
/// module knows them.
///
/// The key is never counted up here: SQLite does not tell the number that it has given to a row of a virtual table.
#[must_use]
pub fn columns(using: &str) -> Option<Vec<Column>> {
    let tokens = lexer::tokens(using, Lexis::SQLITE);
    let module = tokens.first()?.value(using).to_ascii_lowercase();
    let arguments = arguments(&tokens);
    let columns = match module.as_str() {
        "fts3" | "fts4" | "fts5" => full_text(using, &arguments, &module),
        "rtree" | "rtree_i32" => r_tree(using, &arguments, &module),
        _ => return None,
    };
    // Columns of one name, or none: SQLite refuses it.
    let mut names: Vec<String> = columns.iter().map(|column| column.name.to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    (names.len() == columns.len() && columns.len() > 1).then_some(columns)
}

/// The module's name of a virtual table, in lower case.
#[must_use]
pub fn module(using: &str) -> String {
    let tokens = lexer::tokens(using, Lexis::SQLITE);
    tokens.first().map(|token| token.value(using).to_ascii_lowercase()).unwrap_or_default()
}

/// What stands between the commas in the module's parentheses.
fn arguments(tokens: &[Token]) -> Vec<&[Token]> {
    let Some(open) = tokens.iter().position(|token| token.kind == Kind::Symbol(b'(')) else { return Vec::new() };
    let end = tokens.iter().rposition(|token| token.kind == Kind::Symbol(b')')).unwrap_or(tokens.len());
    let mut depth = 0_usize;
    let parts = tokens[open + 1..end.max(open + 1)].split(|token| {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == Kind::Symbol(b',')
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The rowid, and the texts that are searched. What has an equals sign is an option: `content = docs`.
fn full_text(using: &str, arguments: &[&[Token]], module: &str) -> Vec<Column> {
    let is_option = |argument: &&&[Token]| {
        argument.iter().any(|token| token.kind == Kind::Symbol(b'='))
            // FTS3: tokenize porter.
            || (module != "fts5" && argument.len() > 1 && argument[0].is(using, "tokenize"))
    };
    let named = arguments.iter().filter(|argument| !is_option(argument));
    let mut names: Vec<String> = named.map(|argument| argument[0].value(using)).collect();
    if names.is_empty() && module != "fts5" {
        names.push("content".to_owned());
    }
    let texts = names.into_iter().map(|name| column(name, SqlType::Text));
    std::iter::once(column("rowid".to_owned(), SqlType::BigInt).not_null()).chain(texts).collect()
}

/// The number of the shape, its sides, and what is kept beside it.
fn r_tree(using: &str, arguments: &[&[Token]], module: &str) -> Vec<Column> {
    let side = if module == "rtree" { SqlType::Double } else { SqlType::BigInt };
    let columns = arguments.iter().enumerate().filter_map(|(at, argument)| {
        let is_beside = argument[0].kind == Kind::Symbol(b'+');
        let name = argument.get(usize::from(is_beside))?.value(using);
        Some(match (at, is_beside) {
            (0, _) => column(name, SqlType::BigInt).not_null(),
            (_, true) => column(name, SqlType::Text),
            _ => column(name, side.clone()).not_null(),
        })
    });
    columns.collect()
}

fn column(name: String, sql_type: SqlType) -> Column {
    let mut column = Column::new("", sql_type);
    column.name = Text::Owned(name);
    column
}
