//! Has sqlparser parse one slice of a statement, in one dialect after the other, and turns its errors into our
//! problems.

use realgar_metadata::Span;
use sqlparser::ast;
use sqlparser::parser::{Parser, ParserError};

use super::declared::{Ident, Name};
use super::file::File;
use super::token_slice::{Parsed, TokenSlice};
use super::tokens;
use super::unsupported_clauses;
use super::{depth, dialect};
use crate::report::Problem;
use realgar_metadata::lexer::{Kind, Token};

/// Parses a slice to its end by the dialect of the file; where that fails, by the first of the others that takes it.
/// If none does, the error is that of the file's own dialect. `what` is what the error calls the slice.
pub(super) fn parse<'a, T>(
    slice: TokenSlice<'a>,
    what: &str,
    rule: impl Fn(&mut Grammar<'a, '_>) -> Parsed<T>,
) -> Parsed<T> {
    if depth::is_too_deep(slice) {
        return Err(Problem::new(format!("this {what} is nested too deeply to be parsed"), slice.here())
            .cure("write it with fewer operators"));
    }
    let cut = unsupported_clauses::leave_out(slice);
    let mut problem = None;
    for dialect in dialect::grammars(slice.file.dialect) {
        let (tokens, places) = tokens::convert(slice.file, &cut, dialect);
        let parser = Parser::new(dialect).with_recursion_limit(depth::DEEPEST).with_tokens_with_locations(tokens);
        let mut grammar = Grammar { slice, what, places, parser };
        match rule(&mut grammar).and_then(|found| grammar.finish().map(|()| found)) {
            Ok(found) => return Ok(found),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    Err(problem.unwrap_or_else(|| Problem::new(format!("this {what} cannot be parsed"), slice.here())))
}

/// A parser with places in the file.
pub(super) struct Grammar<'a, 'p> {
    /// All of what is parsed, including the clauses that were left out.
    pub(super) slice: TokenSlice<'a>,
    what: &'p str,
    /// The place of each of sqlparser's tokens.
    places: Vec<Token>,
    parser: Parser<'p>,
}

impl<'a, 'p> Grammar<'a, 'p> {
    /// Has sqlparser read something.
    pub(super) fn run<T>(&mut self, read: impl FnOnce(&mut Parser<'p>) -> Result<T, ParserError>) -> Parsed<T> {
        read(&mut self.parser).map_err(|error| self.problem(&error))
    }

    pub(super) fn file(&self) -> &'a File<'a> {
        self.slice.file
    }

    /// How many tokens were read.
    pub(super) fn at(&self) -> usize {
        self.parser.index().min(self.places.len())
    }

    /// What is left, for looking ahead.
    pub(super) fn rest(&self) -> TokenSlice<'_> {
        TokenSlice::new(self.slice.file, &self.places[self.at()..])
    }

    /// What was read since.
    pub(super) fn since(&self, at: usize) -> TokenSlice<'_> {
        TokenSlice::new(self.slice.file, &self.places[at..self.at()])
    }

    /// The clauses that were left out directly behind what was read, up to the next one that was not.
    pub(super) fn left_out(&self) -> TokenSlice<'a> {
        let whole = self.slice;
        let end = self.at().checked_sub(1).and_then(|at| self.places.get(at)).map_or(0, |token| token.end);
        let next = self.rest().tokens.first().map_or(usize::MAX, |token| token.start);
        let from = whole.tokens.partition_point(|token| token.start < end);
        let to = whole.tokens.partition_point(|token| token.start < next);
        whole.between(from, to.max(from))
    }

    pub(super) fn is_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Takes these keywords if all of them are next.
    pub(super) fn accept(&mut self, keywords: &[&str]) -> bool {
        let found = self.rest().are(0, keywords);
        if found {
            self.skip(keywords.len());
        }
        found
    }

    /// Skips tokens.
    pub(super) fn skip(&mut self, count: usize) {
        (0..count).for_each(|_| self.parser.advance_token());
    }

    /// A name without a schema.
    pub(super) fn ident(&mut self) -> Parsed<Ident> {
        let from = self.at();
        let ident = self.run(Parser::parse_identifier)?;
        // SQLite accepts a string as a name, which comes without a place.
        Ok(Ident { span: self.since(from).here(), ..self.ident_of(&ident)? })
    }

    /// A name that may have its schema before it.
    pub(super) fn name(&mut self) -> Parsed<Name> {
        let from = self.at();
        let name = self.run(|parser| parser.parse_object_name(false))?;
        let name = self.name_of(&name)?;
        let read = self.since(from);
        let span = if name.schema.is_some() || read.tokens.len() > 1 { name.span } else { read.here() };
        Ok(Name { span, ..name })
    }

    /// A name in the tree, with its place.
    pub(super) fn ident_of(&self, ident: &ast::Ident) -> Parsed<Ident> {
        let span = self.span(ident.span.start.column);
        if ident.value.is_empty() {
            return Err(Problem::new("this name is empty", span).cure("give it a name"));
        }
        // As PostgreSQL does it: letters beyond ASCII keep their case.
        let folded = ident.value.to_ascii_lowercase();
        if self.file().folds && folded != ident.value && self.is_bare(ident) {
            return Ok(Ident { text: folded, spelling: Some(ident.value.clone()), span });
        }
        Ok(Ident::new(ident.value.clone(), span))
    }

    /// Whether a name is written without quotes.
    fn is_bare(&self, ident: &ast::Ident) -> bool {
        let place = usize::try_from(ident.span.start.column).ok().and_then(|number| number.checked_sub(1));
        let token = place.and_then(|place| self.places.get(place));
        token.is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Name))
    }

    pub(super) fn idents_of(&self, idents: &[ast::Ident]) -> Parsed<Vec<Ident>> {
        idents.iter().map(|ident| self.ident_of(ident)).collect()
    }

    /// A name of one to three parts. The default schemas of PostgreSQL and SQLite say nothing and are left out.
    pub(super) fn name_of(&self, name: &ast::ObjectName) -> Parsed<Name> {
        let mut parts = name.0.iter().rev().filter_map(ast::ObjectNamePart::as_ident);
        let Some(last) = parts.next() else { return Err(self.error("expected a name", self.slice.here())) };
        let last = self.ident_of(last)?;
        let schema = parts.next().map(|schema| self.ident_of(schema)).transpose()?;
        let span = match &schema {
            Some(schema) if schema.span.line == last.span.line => Span {
                length: (last.span.column + last.span.length).saturating_sub(schema.span.column).max(1),
                ..schema.span
            },
            _ => last.span,
        };
        let schema = match schema {
            Some(schema) => Some(schema.text).filter(|schema| schema != "public" && schema != "main"),
            None => self.file().schema.clone(),
        };
        Ok(Name { schema, text: last.text, spelling: last.spelling, span })
    }

    /// The place of a token by its number, counted from 1, or the end if there is no such token.
    fn span(&self, number: u64) -> Span {
        let token = usize::try_from(number).ok().and_then(|number| self.places.get(number.checked_sub(1)?));
        token.map_or_else(|| self.slice.from(usize::MAX).here(), |token| self.file().span_of(*token))
    }

    /// Checks that everything was read.
    fn finish(&self) -> Parsed<()> {
        if self.is_end() { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn unexpected(&self) -> Problem {
        let rest = self.rest();
        let found = rest.tokens.first().map_or("the end", |token| self.file().text_of(*token));
        let problem = Problem::new(format!("unexpected `{}` in this {}", shown(found), self.what), rest.here());
        if rest.is_any(0, &["CREATE", "ALTER", "INSERT", "DROP", "COMMENT"]) {
            problem.cure("a `;` may be missing before it")
        } else {
            problem
        }
    }

    /// An error of sqlparser's in our words: `Expected: literal string, found: x at Line: 1, Column: 3`.
    fn problem(&self, error: &ParserError) -> Problem {
        let message = match error {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
            ParserError::RecursionLimitExceeded => {
                return Problem::new(
                    format!("this {} is nested too deeply to be parsed", self.what),
                    self.slice.here(),
                )
                .cure("write it with fewer parentheses");
            }
        };
        let (message, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
        let number = place.rsplit_once("Column: ").and_then(|(_, column)| column.trim().parse().ok());
        let span = match number {
            Some(number) => self.span(number),
            None if message.contains("EOF") => self.span(0),
            None => self.slice.here(),
        };
        let message = match message.split_once(", found: ") {
            Some((expected, "EOF")) => format!("{expected}, found the end"),
            Some((expected, found)) => format!("{expected}, found `{}`", shown(found)),
            None => shown(message),
        };
        let message = message.replacen("Expected: ", "expected ", 1);
        self.error(&message, span)
    }

    fn error(&self, message: &str, span: Span) -> Problem {
        Problem::new(format!("this {} cannot be parsed: {message}", self.what), span)
            .cure("correct it; a `,` or a `)` may also be missing before it")
    }
}

/// A token for a message: short, and without characters that control a terminal.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .take(80)
        .flat_map(|character| if character == '\'' { vec!['\''] } else { character.escape_debug().collect() })
        .collect()
}
