//! Pieces of SQL as trees, by sqlparser. What it does not take is not understood, which is no error here.

use sqlparser::ast::{Expr, Query, Statement};
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

/// Each operator may make the tree deeper by one, and a tree is taken apart by recursion. No one writes so many.
const MOST_OPERATORS: usize = 1000;

/// The parser stops at 50 levels, each of which may take a hundred kilobytes where nothing is optimized, as in a build
/// script. Not every main thread has that much.
const STACK: usize = 32 * 1024 * 1024;

/// An expression.
pub(super) fn expression(sql: &str) -> Option<Expr> {
    parse(sql, |grammar| {
        let mut parser = Parser::new(grammar).try_with_sql(sql).ok()?;
        let expression = parser.parse_expr().ok()?;
        matches!(parser.peek_token().token, Token::EOF).then_some(expression)
    })
}

/// A query.
pub(super) fn query(sql: &str) -> Option<Box<Query>> {
    parse(sql, |grammar| {
        let mut statements = Parser::parse_sql(grammar, sql).ok()?;
        match (statements.pop(), statements.is_empty()) {
            (Some(Statement::Query(query)), true) => Some(query),
            _ => None,
        }
    })
}

/// Tries one grammar after the other, where there is room for deep trees.
fn parse<T: Send>(sql: &str, with: impl Fn(&dyn Dialect) -> Option<T> + Send) -> Option<T> {
    if is_too_deep(sql) {
        return None;
    }
    std::thread::scope(|scope| {
        let all = move || {
            // The most tolerant first.
            let grammars: [&dyn Dialect; 4] =
                [&GenericDialect {}, &SQLiteDialect {}, &PostgreSqlDialect {}, &MySqlDialect {}];
            grammars.into_iter().find_map(with)
        };
        // Without a thread nothing is understood, and without an answer from it neither.
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, all).ok()?.join().ok()?
    })
}

fn is_too_deep(sql: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let symbols = sql.chars().filter(|character| !is_word(*character) && !" \t\r\n.,;()'\"`[]".contains(*character));
    let words = sql.split(|character: char| !is_word(character));
    let operators = words.filter(|word| {
        [
            "AND",
            "OR",
            "NOT",
            "IS",
            "IN",
            "LIKE",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "COLLATE",
            "AT",
            "BETWEEN",
            "DIV",
            "MOD",
            "XOR",
        ]
        .iter()
        .any(|operator| word.eq_ignore_ascii_case(operator))
    });
    symbols.count() + operators.count() > MOST_OPERATORS
}
