//! Expressions that are kept as they were written.

use super::writer::Writer;

impl Writer<'_> {
    /// `(expression)`, with one pair of parentheses however many it was written with.
    pub(super) fn parenthesized(&mut self, expression: &str) {
        self.raw("(");
        self.raw(without_parentheses(expression));
        self.raw(")");
    }
}

/// The expression without the parentheses around the whole of it.
pub(crate) fn without_parentheses(expression: &str) -> &str {
    let mut inner = expression.trim();
    while let Some(content) = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(content) {
            break;
        }
        inner = content.trim();
    }
    inner
}

/// Every parenthesis that closes was opened before. Strings and quoted names do not count.
fn is_balanced(sql: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for c in sql.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return false,
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && quote.is_none()
}
