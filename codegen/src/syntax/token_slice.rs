//! Cuts a statement into slices at commas and parentheses. What a slice means is for sqlparser to say.

use realgar_metadata::Span;

use super::file::File;
use crate::report::Problem;
use realgar_metadata::lexer::{Kind, Token};

/// The result of reading.
pub(super) type Parsed<T> = Result<T, Problem>;

/// Some tokens of a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenSlice<'a> {
    pub(super) file: &'a File<'a>,
    pub(super) tokens: &'a [Token],
    /// Where the text ends, for errors there.
    end: usize,
}

impl<'a> TokenSlice<'a> {
    pub(super) fn new(file: &'a File<'a>, tokens: &'a [Token]) -> Self {
        Self { file, tokens, end: tokens.last().map_or(0, |token| token.end) }
    }

    /// The slice from this token on.
    pub(super) fn from(self, at: usize) -> Self {
        Self { tokens: &self.tokens[at.min(self.tokens.len())..], ..self }
    }

    /// The slice without this many tokens at its end.
    pub(super) fn without_last(self, count: usize) -> Self {
        self.between(0, self.tokens.len().saturating_sub(count))
    }

    /// From the first of these tokens to before the second.
    pub(super) fn between(self, from: usize, to: usize) -> Self {
        Self { tokens: &self.tokens[from..to], end: self.tokens.get(to).map_or(self.end, |token| token.start), ..self }
    }

    pub(super) fn is_empty(self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether the token at this position is this keyword. Names in quotes are not keywords.
    pub(super) fn is(self, at: usize, keyword: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(self.file.text, keyword))
    }

    pub(super) fn is_any(self, at: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(at, keyword))
    }

    /// Whether these keywords stand there, one after the other.
    pub(super) fn are(self, at: usize, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(ahead, keyword)| self.is(at + ahead, keyword))
    }

    pub(super) fn is_symbol(self, at: usize, symbol: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    /// The position of the first such keyword.
    pub(super) fn find(self, keyword: &str) -> Option<usize> {
        (0..self.tokens.len()).find(|at| self.is(*at, keyword))
    }

    /// What stands in the first parentheses from this token on, and the position after them.
    pub(super) fn group(self, from: usize) -> Parsed<(Self, usize)> {
        let Some(open) = (from..self.tokens.len()).find(|at| self.is_symbol(*at, b'(')) else {
            return Err(Problem::new("expected `(`, found the end", self.file.span(self.end, self.end))
                .cure("add what stands in the parentheses"));
        };
        let mut depth = 0_usize;
        for at in open..self.tokens.len() {
            if self.is_symbol(at, b'(') {
                depth += 1;
            } else if self.is_symbol(at, b')') {
                depth -= 1;
                if depth == 0 {
                    return Ok((self.between(open + 1, at), at + 1));
                }
            }
        }
        let span = self.file.span_of(self.tokens[open]);
        Err(Problem::new("this `(` is never closed", span).cure("add the missing `)`"))
    }

    /// The positions of the tokens outside of parentheses.
    pub(super) fn outside_groups(self) -> impl Iterator<Item = usize> {
        let mut depth = 0_usize;
        (0..self.tokens.len()).filter(move |at| {
            let (opens, closes) = (self.is_symbol(*at, b'('), self.is_symbol(*at, b')'));
            let outside = depth == 0 && !opens && !closes;
            if opens {
                depth += 1;
            } else if closes {
                depth = depth.saturating_sub(1);
            }
            outside
        })
    }

    /// The parts between the commas outside of parentheses. A part may be empty, which its reader reports.
    pub(super) fn parts(self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol(b'(' | b'[') => depth += 1,
                Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
                Kind::Symbol(b',') if depth == 0 => {
                    parts.push(self.between(start, at));
                    start = at + 1;
                }
                _ => {}
            }
        }
        parts.push(self.between(start, self.tokens.len()));
        parts
    }

    /// The bytes that it takes.
    pub(super) fn range(self) -> (usize, usize) {
        match self.tokens {
            [first, .., last] => (first.start, last.end),
            [only] => (only.start, only.end),
            [] => (0, 0),
        }
    }

    /// The place of all of it.
    pub(super) fn span(self) -> Span {
        let (start, end) = if self.is_empty() { (self.end, self.end) } else { self.range() };
        self.file.span(start, end)
    }

    /// The place of its first token.
    pub(super) fn here(self) -> Span {
        self.tokens.first().map_or_else(|| self.file.span(self.end, self.end), |token| self.file.span_of(*token))
    }

    /// As written, with comments left out and white space reduced to single spaces.
    pub(super) fn written(self) -> String {
        self.file.written(self.tokens)
    }
}
