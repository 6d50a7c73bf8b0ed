//! One input file as text with positions: bytes to lines and columns, tokens to names and strings.

use realgar_metadata::{Dialect, Span};

use super::lexer::{Kind, Token};

/// A file that is known to be UTF-8.
#[derive(Debug)]
pub(crate) struct File<'a> {
    /// Its position in the list of inputs.
    pub(crate) index: u32,
    /// Its text.
    pub(crate) text: &'a str,
    /// The dialect it names or looks like, which is the first that is tried.
    pub(crate) dialect: Option<Dialect>,
    lines: Vec<usize>,
}

impl<'a> File<'a> {
    pub(crate) fn new(index: u32, text: &'a str, dialect: Option<Dialect>) -> Self {
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { index, text, dialect, lines }
    }

    /// The line that holds this byte, counted from 0.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) - 1
    }

    /// The byte at which the line that holds this byte starts.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        self.lines[self.line(at)]
    }

    /// The place of these bytes. What goes over the end of its first line is cut there.
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
        &self.text[token.start..token.end]
    }

    /// A name or a string without quotes and escapes; anything else as written.
    pub(crate) fn value_of(&self, token: Token) -> String {
        let text = self.text_of(token);
        match token.kind {
            Kind::Quoted(quote) => {
                let inner = inner(text, 1);
                match quote {
                    b'[' => inner.to_owned(),
                    b'"' => inner.replace("\"\"", "\""),
                    _ => inner.replace("``", "`"),
                }
            }
            Kind::String { escapes } => unescape(inner(text, text.find('\'').unwrap_or(0) + 1), escapes),
            Kind::Dollar => {
                let tag = text[1..].find('$').map_or(0, |at| at + 2);
                text.get(tag..text.len().saturating_sub(tag)).unwrap_or_default().to_owned()
            }
            _ => text.to_owned(),
        }
    }

    /// The text of some tokens as written, with comments left out and white space reduced to single spaces.
    pub(crate) fn written(&self, tokens: &[Token]) -> String {
        let mut written = String::new();
        let mut end = None;
        for token in tokens {
            if end.is_some_and(|end| end < token.start) {
                written.push(' ');
            }
            written.push_str(self.text_of(*token));
            end = Some(token.end);
        }
        written
    }
}

/// Lines and columns count in 32 bits; nobody has a longer file.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The text without its opening part and without a closing quote, which broken input may lack.
fn inner(text: &str, opening: usize) -> &str {
    let text = text.get(opening..).unwrap_or_default();
    match text.char_indices().next_back() {
        Some((at, '"' | '`' | ']' | '\'')) => &text[..at],
        _ => text,
    }
}

fn unescape(text: &str, backslashes: bool) -> String {
    if !backslashes || !text.contains('\\') {
        return text.replace("''", "'");
    }
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('r') => value.push('\r'),
                Some('0') => value.push('\0'),
                Some(other) => value.push(other),
                None => {}
            },
            '\'' => {
                characters.next();
                value.push('\'');
            }
            _ => value.push(character),
        }
    }
    value
}
