//! Walks over the tokens of a statement. Every grammar rule reads through it, so every error has a place.

use realgar_metadata::Span;

use super::declared::{Ident, Name};
use super::file::File;
use super::lexer::{Kind, Token};
use crate::report::Problem;

/// What a grammar rule gives.
pub(super) type Parsed<T> = Result<T, Problem>;

/// A position in the tokens of a statement, or of a part of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    pub(super) file: &'a File<'a>,
    tokens: &'a [Token],
    at: usize,
    /// Where the text ends, for errors there.
    end: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(file: &'a File<'a>, tokens: &'a [Token]) -> Self {
        Self { file, tokens, at: 0, end: tokens.last().map_or(0, |token| token.end) }
    }

    /// The tokens that are left.
    pub(super) fn rest(&self) -> &'a [Token] {
        &self.tokens[self.at..]
    }

    pub(super) fn peek(&self) -> Option<Token> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn bump(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn is_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next token is this keyword. Names in quotes are no keywords.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.is_at(0, keyword)
    }

    pub(super) fn is_at(&self, ahead: usize, keyword: &str) -> bool {
        self.peek_at(ahead)
            .is_some_and(|token| token.kind == Kind::Word && self.file.text_of(token).eq_ignore_ascii_case(keyword))
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    /// Takes this keyword if it is next.
    pub(super) fn accept(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        self.at += usize::from(found);
        found
    }

    /// Takes these keywords if all of them are next.
    pub(super) fn accept_all(&mut self, keywords: &[&str]) -> bool {
        let found = keywords.iter().enumerate().all(|(ahead, keyword)| self.is_at(ahead, keyword));
        self.at += if found { keywords.len() } else { 0 };
        found
    }

    /// Takes one of these keywords if it is next.
    pub(super) fn accept_any(&mut self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.accept(keyword))
    }

    pub(super) fn accept_symbol(&mut self, symbol: u8) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, keyword: &str) -> Parsed<()> {
        if self.accept(keyword) { Ok(()) } else { Err(self.expected(&format!("`{keyword}`"))) }
    }

    pub(super) fn expect_symbol(&mut self, symbol: u8) -> Parsed<()> {
        if self.accept_symbol(symbol) { Ok(()) } else { Err(self.expected(&format!("`{}`", char::from(symbol)))) }
    }

    /// A name, in quotes or not.
    pub(super) fn ident(&mut self, what: &str) -> Parsed<Ident> {
        match self.peek() {
            // SQLite takes a string for a name.
            Some(token) if matches!(token.kind, Kind::Word | Kind::Quoted(_) | Kind::String { .. }) => {
                self.at += 1;
                let text = self.file.value_of(token);
                if text.is_empty() {
                    return Err(Problem::new(format!("this {what} is empty"), self.file.span_of(token)));
                }
                Ok(Ident { text, span: self.file.span_of(token) })
            }
            _ => Err(self.expected(&format!("a {what}"))),
        }
    }

    /// A name that may have its schema before it.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        let mut parts = vec![self.ident(what)?];
        while self.is_symbol(b'.') {
            self.at += 1;
            parts.push(self.ident(what)?);
        }
        Ok(name(&mut parts))
    }

    /// The name of a column with its table before it.
    pub(super) fn column_name(&mut self) -> Parsed<(Name, Ident)> {
        let mut parts = vec![self.ident("table name")?];
        while self.accept_symbol(b'.') {
            parts.push(self.ident("column name")?);
        }
        let (Some(column), false) = (parts.pop(), parts.is_empty()) else {
            return Err(self.expected("`.` and the name of a column"));
        };
        Ok((name(&mut parts), column))
    }

    /// What stands in parentheses; the cursor goes behind them.
    pub(super) fn group(&mut self) -> Parsed<Self> {
        let open = self.peek();
        self.expect_symbol(b'(')?;
        let start = self.at;
        let mut depth = 1_usize;
        while let Some(token) = self.bump() {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(Self { tokens: &self.tokens[start..self.at - 1], at: 0, end: token.start, ..*self });
                    }
                }
                _ => {}
            }
        }
        let span = open.map_or_else(|| self.here(), |token| self.file.span_of(token));
        Err(Problem::new("this `(` is never closed", span).cure("add the missing `)`"))
    }

    /// The parts between the commas that stand in no parentheses. An empty part is an error of whoever reads it.
    pub(super) fn parts(&self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut depth = 0_usize;
        let mut start = self.at;
        let mut part = |start: usize, end: usize| {
            let end_of_text = self.tokens.get(end).map_or(self.end, |token| token.start);
            parts.push(Self { tokens: &self.tokens[start..end], at: 0, end: end_of_text, ..*self });
        };
        for (at, token) in self.tokens.iter().enumerate().skip(self.at) {
            match token.kind {
                Kind::Symbol(b'(' | b'[') => depth += 1,
                Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
                Kind::Symbol(b',') if depth == 0 => {
                    part(start, at);
                    start = at + 1;
                }
                _ => {}
            }
        }
        part(start, self.tokens.len());
        parts
    }

    /// The names in parentheses.
    pub(super) fn idents(&mut self, what: &str) -> Parsed<Vec<Ident>> {
        let mut idents = Vec::new();
        for mut part in self.group()?.parts() {
            idents.push(part.ident(what)?);
            part.finish()?;
        }
        Ok(idents)
    }

    /// A string.
    pub(super) fn string(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(token) if matches!(token.kind, Kind::String { .. } | Kind::Dollar | Kind::Quoted(b'"')) => {
                self.at += 1;
                Ok(self.file.value_of(token))
            }
            _ => Err(self.expected("a string")),
        }
    }

    /// Leaves out the tokens of an expression: up to one of these keywords outside of parentheses.
    pub(super) fn skip_until(&mut self, keywords: &[&str]) -> Parsed<&'a [Token]> {
        let start = self.at;
        while !self.is_end() && !self.is_any(keywords) {
            if self.is_symbol(b'(') {
                self.group()?;
            } else {
                self.at += 1;
            }
        }
        Ok(&self.tokens[start..self.at])
    }

    /// Nothing may be left.
    pub(super) fn finish(&self) -> Parsed<()> {
        match self.peek() {
            None => Ok(()),
            Some(token) => Err(self.unexpected(token)),
        }
    }

    pub(super) fn unexpected(&self, token: Token) -> Problem {
        let text = self.file.text_of(token);
        let problem = Problem::new(format!("unexpected `{}`", shown(text)), self.file.span_of(token));
        let starts_statement = ["CREATE", "ALTER", "INSERT", "DROP", "COMMENT"];
        if token.kind == Kind::Word && starts_statement.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            problem.cure("a `;` may be missing before it")
        } else {
            problem
        }
    }

    pub(super) fn expected(&self, what: &str) -> Problem {
        match self.peek() {
            Some(token) => {
                let found = shown(self.file.text_of(token));
                Problem::new(format!("expected {what}, found `{found}`"), self.file.span_of(token))
            }
            None => Problem::new(format!("expected {what}, found the end"), self.here()),
        }
    }

    /// Where the cursor is.
    pub(super) fn here(&self) -> Span {
        match self.peek() {
            Some(token) => self.file.span_of(token),
            None => self.file.span(self.end, self.end),
        }
    }

    /// The place from a token to the one that was last taken.
    pub(super) fn span_from(&self, first: Token) -> Span {
        let last = self.tokens[..self.at].last().copied().unwrap_or(first);
        self.file.span(first.start, last.end.max(first.end))
    }

    /// The tokens that were taken since the cursor was there.
    pub(super) fn since(&self, earlier: &Self) -> &'a [Token] {
        &self.tokens[earlier.at..self.at]
    }
}

/// A name of one to three parts. The default schemas of PostgreSQL and SQLite say nothing and are left out.
fn name(parts: &mut Vec<Ident>) -> Name {
    let last = parts.pop().expect("a name has at least one part");
    let schema = parts.pop();
    let span = match &schema {
        Some(schema) if schema.span.line == last.span.line => Span {
            length: (last.span.column + last.span.length).saturating_sub(schema.span.column).max(1),
            ..schema.span
        },
        _ => last.span,
    };
    let schema = schema.map(|schema| schema.text).filter(|schema| schema != "public" && schema != "main");
    Name { schema, text: last.text, span }
}

/// A token for a message: short, and without what a terminal would obey.
fn shown(text: &str) -> String {
    text.chars()
        .take(40)
        .flat_map(|character| if character == '\'' { vec!['\''] } else { character.escape_debug().collect() })
        .collect()
}
