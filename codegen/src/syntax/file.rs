//! One input file as text with positions: bytes to lines and columns, tokens to names and strings.

use realgar_metadata::lexer::{self, Token};
use realgar_metadata::{Dialect, Span};

/// A file that is known to be UTF-8.
#[derive(Debug)]
pub(crate) struct File<'a> {
    /// Its position in the list of inputs.
    pub(crate) index: u32,
    /// Its text.
    pub(crate) text: &'a str,
    /// The dialect it names or looks like, which is tried first.
    pub(crate) dialect: Option<Dialect>,
    /// Names without quotes are lower case, as PostgreSQL has it. Only a dialect that is named can say so.
    pub(crate) folds: bool,
    /// The schema of names that are written without one, at this point of the file: `SET search_path`, or CREATE
    /// SCHEMA … around them.
    pub(crate) schema: Option<String>,
    lines: Vec<usize>,
}

impl<'a> File<'a> {
    pub(crate) fn new(index: u32, text: &'a str, dialect: Option<Dialect>) -> Self {
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { index, text, dialect, folds: false, schema: None, lines }
    }

    /// The line that holds this byte, counted from 0.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) - 1
    }

    /// The byte at which the line that holds this byte starts.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        self.lines[self.line(at)]
    }

    /// The place of these bytes, as far as they are on one line.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let line_start = self.line_start(start);
        let text = &self.text[start..end.max(start)];
        let text = text.split(['\n', '\r']).next().unwrap_or_default();
        let before = self.text[line_start..start].trim_start_matches('\u{feff}');
        Span {
            file: self.index,
            line: number(self.line(start) + 1),
            column: number(before.chars().count() + 1),
            length: number(text.chars().count().max(1)),
        }
    }

    /// The place of a token.
    pub(crate) fn span_of(&self, token: Token) -> Span {
        self.span(token.start, token.end)
    }

    /// A token as written.
    pub(crate) fn text_of(&self, token: Token) -> &'a str {
        token.text(self.text)
    }

    /// A name or a string without quotes and escapes; anything else as written.
    pub(crate) fn value_of(&self, token: Token) -> String {
        token.value(self.text)
    }

    /// The text of some tokens as written, with comments left out and white space reduced to single spaces.
    pub(crate) fn written(&self, tokens: &[Token]) -> String {
        lexer::written(self.text, tokens)
    }
}

/// Lines and columns are 32-bit numbers; no file is longer.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
