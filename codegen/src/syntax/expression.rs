//! Expressions and queries that were kept as text, parsed when the resolver asks. A text that sqlparser refuses is
//! simply not understood, which is not an error here.

use sqlparser::ast::{Expr, Query, Statement};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::{depth, dialect};

/// Parses an expression.
pub(crate) fn expression(sql: &str) -> Option<Expr> {
    parse(sql, |parser| {
        let expression = parser.parse_expr().ok()?;
        matches!(parser.peek_token().token, Token::EOF).then_some(expression)
    })
}

/// Parses a query.
pub(crate) fn query(sql: &str) -> Option<Box<Query>> {
    parse(sql, |parser| {
        let mut statements = parser.parse_statements().ok()?;
        match (statements.pop(), statements.is_empty()) {
            (Some(Statement::Query(query)), true) => Some(query),
            _ => None,
        }
    })
}

/// Tries one dialect after the other, the most tolerant first: the text may come from a file of any.
fn parse<T>(sql: &str, read: impl Fn(&mut Parser<'_>) -> Option<T>) -> Option<T> {
    if depth::is_text_too_deep(sql) {
        return None;
    }
    dialect::grammars(None).into_iter().find_map(|grammar| {
        let parser = Parser::new(grammar).with_recursion_limit(depth::DEEPEST);
        read(&mut parser.try_with_sql(sql).ok()?)
    })
}
