//! Expressions that are kept as they were written.

use super::writer::Writer;
use crate::lexer::{self, Lexis};

impl Writer<'_> {
    /// `(expression)`, with one pair of parentheses, however many it was written with.
    pub(super) fn parenthesized(&mut self, expression: &str) {
        self.raw("(");
        self.raw(without_parentheses(expression));
        self.raw(")");
    }
}

/// The expression without the parentheses around the whole of it, and without comments before and behind it.
///
/// Its dialect is not known. If a string is cut in the wrong place, the parentheses do not match and are kept.
pub(crate) fn without_parentheses(expression: &str) -> &str {
    let tokens = lexer::tokens(expression, Lexis { string_prefixes: true, ..Lexis::default() });
    let inner = lexer::without_parentheses(&tokens);
    match (inner.first(), inner.last()) {
        (Some(first), Some(last)) => &expression[first.start..last.end],
        _ => "",
    }
}
