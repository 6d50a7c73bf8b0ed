//! SQL text written by the user, split into SQL and named parameters. It knows nothing else about SQL.

use std::borrow::Cow;
use std::ops::Range;

use realgar_metadata::Dialect;

use super::render::Renderer;
use super::value::Value;
use crate::error::{Error, ErrorKind, Result};

/// SQL text with `:name` parameters and the values given to them so far.
#[derive(Clone, Debug, PartialEq)]
pub struct TextSql {
    text: String,
    pieces: Vec<Piece>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// A part of the text, by its place in it.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Sent as it is.
    Sql(Range<usize>),
    /// The name of a parameter, without its colon.
    Parameter(Range<usize>),
}

impl TextSql {
    /// Finds the parameters of a text.
    ///
    /// `:name` is none inside strings, quoted names and comments, nor in `::type`, `:=`, `a:b` and `\:name` (the
    /// backslash is taken out).
    #[must_use]
    pub fn new(text: String) -> Self {
        let pieces = Scanner { bytes: text.as_bytes(), at: 0, start: 0, pieces: Vec::new() }.scan();
        Self { text, pieces, values: Vec::new() }
    }

    /// Gives a parameter its value; the last one given counts.
    pub fn bind(&mut self, name: Cow<'static, str>, value: Value) {
        match self.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.values.push((name, value)),
        }
    }

    /// The text as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of the parameters in the order of their places; a name that is used twice is there twice.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Parameter(name) => Some(&self.text[name.clone()]),
            Piece::Sql(_) => None,
        })
    }

    /// Writes the text with the dialect's placeholders, and keeps the values in their order.
    ///
    /// # Errors
    ///
    /// `Parameter` if a parameter has no value, or a value no parameter.
    pub(crate) fn write<'a>(&'a self, renderer: &mut Renderer<'a>) -> Result<()> {
        self.write_with(renderer, |name| self.value(name))?;
        self.refuse_unused(self.values.iter().map(|(name, _)| &**name))
    }

    /// The text with the dialect's placeholders, for values that are looked up by name.
    ///
    /// # Errors
    ///
    /// `Parameter` if a parameter has no value.
    pub(crate) fn sql<'a>(&'a self, dialect: Dialect, lookup: impl Fn(&str) -> Option<&'a Value>) -> Result<String> {
        let mut renderer = Renderer::new(dialect);
        self.write_with(&mut renderer, lookup)?;
        Ok(renderer.sql)
    }

    /// Writes the text with values that are looked up by name.
    fn write_with<'a>(&'a self, renderer: &mut Renderer<'a>, lookup: impl Fn(&str) -> Option<&'a Value>) -> Result<()> {
        if skip_blanks(&self.text).is_empty() {
            return Err(Error::new(ErrorKind::InvalidStatement, "the text holds no statement"));
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => renderer.push(&self.text[sql.clone()]),
                Piece::Parameter(name) => {
                    let name = &self.text[name.clone()];
                    renderer.bind(lookup(name).ok_or_else(|| missing(name))?);
                }
            }
        }
        Ok(())
    }

    /// Refuses values for which the text has no parameter.
    pub(crate) fn refuse_unused<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<()> {
        for name in names {
            if !self.parameters().any(|parameter| parameter == name) {
                return Err(Error::new(
                    ErrorKind::Parameter,
                    format!("there is a value for `{name}`, but the text has no parameter `:{name}`"),
                ));
            }
        }
        Ok(())
    }

    /// The value given to a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The first words in upper case, as far as they are one of COMMIT, ROLLBACK and their like: text that would end
    /// the transaction behind the connection's back.
    pub(crate) fn transaction_control(&self) -> Option<&str> {
        let statement = skip_blanks(&self.text);
        let end = statement.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(statement.len());
        let (word, rest) = statement.split_at(end);
        let ends = match word.len() {
            3 => word.eq_ignore_ascii_case("END"),
            5 => ["BEGIN", "START", "ABORT"].iter().any(|known| word.eq_ignore_ascii_case(known)),
            6 => word.eq_ignore_ascii_case("COMMIT"),
            // ROLLBACK TO a savepoint keeps the transaction.
            8 => {
                word.eq_ignore_ascii_case("ROLLBACK") && !rest.split_whitespace().any(|w| w.eq_ignore_ascii_case("TO"))
            }
            _ => false,
        };
        ends.then_some(word)
    }
}

/// The error for a parameter without a value.
pub(crate) fn missing(name: &str) -> Error {
    Error::new(
        ErrorKind::Parameter,
        format!(
            "the parameter `:{name}` has no value: give it one with `.bind(\"{name}\", …)`, or write `\\:` for a colon"
        ),
    )
}

/// The text after white space and comments.
fn skip_blanks(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if let Some(comment) = text.strip_prefix("--") {
            text = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = text.strip_prefix("/*") {
            text = comment.split_once("*/").map_or("", |(_, rest)| rest);
        } else {
            return text;
        }
    }
}

/// Walks over the bytes of a text. All it looks for is ASCII, so it never stops inside a character.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the current piece of SQL began.
    start: usize,
    pieces: Vec<Piece>,
}

impl Scanner<'_> {
    fn scan(mut self) -> Vec<Piece> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\'' => self.skip_quoted(b'\'', self.is_escape_string()),
                b'"' | b'`' => self.skip_quoted(byte, false),
                b'-' if self.peek(1) == Some(b'-') => self.skip_past(b"\n"),
                b'/' if self.peek(1) == Some(b'*') => {
                    self.at += 2;
                    self.skip_past(b"*/");
                }
                b'$' => self.skip_dollar_quoted(),
                b'\\' if self.peek(1) == Some(b':') => {
                    self.end_sql();
                    self.start = self.at + 1;
                    self.at += 2;
                }
                b':' => self.colon(),
                _ => self.at += 1,
            }
        }
        self.end_sql();
        self.pieces
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn end_sql(&mut self) {
        if self.start < self.at {
            self.pieces.push(Piece::Sql(self.start..self.at));
        }
    }

    /// A colon outside quotes: a parameter if a name follows, and nothing that makes it `::type`, `a:b` or `:a:b`.
    /// `:a::type` is a parameter with a cast.
    fn colon(&mut self) {
        let follows_word = self.at > 0 && (is_word(self.bytes[self.at - 1]) || self.bytes[self.at - 1] == b':');
        let name = self.at + 1;
        let end = name + self.bytes[name..].iter().take_while(|byte| is_word(**byte)).count();
        let starts_name = self.peek(1).is_some_and(|byte| is_word(byte) && !byte.is_ascii_digit());
        let goes_on = self.bytes.get(end) == Some(&b':') && self.bytes.get(end + 1) != Some(&b':');
        let is_parameter = starts_name && !follows_word && !goes_on;
        if is_parameter {
            self.end_sql();
            self.pieces.push(Piece::Parameter(name..end));
            self.start = end;
        }
        self.at = end;
    }

    /// PostgreSQL's `E'…'`, where a backslash escapes a quote.
    fn is_escape_string(&self) -> bool {
        let before = |distance: usize| self.at.checked_sub(distance).map(|at| self.bytes[at]);
        matches!(before(1), Some(b'e' | b'E')) && !before(2).is_some_and(is_word)
    }

    /// A doubled quote ends and starts again at once, which comes to the same.
    fn skip_quoted(&mut self, quote: u8, escapes: bool) {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += if escapes && byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                return;
            }
        }
        self.at = self.bytes.len();
    }

    fn skip_past(&mut self, end: &[u8]) {
        let found = self.bytes[self.at..].windows(end.len()).position(|window| window == end);
        self.at = found.map_or(self.bytes.len(), |distance| self.at + distance + end.len());
    }

    /// PostgreSQL's `$$…$$` and `$tag$…$tag$`. `$1` and a lone `$` are passed over.
    fn skip_dollar_quoted(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let tag = rest.iter().take_while(|byte| is_word(**byte)).count();
        let opens = rest.get(tag) == Some(&b'$') && !rest[0].is_ascii_digit();
        if !opens {
            self.at += 1;
            return;
        }
        let fence = self.bytes[self.at..=self.at + tag + 1].to_vec();
        self.at += fence.len();
        self.skip_past(&fence);
    }
}

/// Letters, digits, `_`, and all of a character beyond ASCII.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, parameters: &[&str]) {
        assert_eq!(TextSql::new(text.into()).parameters().collect::<Vec<_>>(), parameters, "{text}");
    }

    #[test]
    fn names_after_a_colon_are_parameters() {
        check("SELECT :a, :b_2 WHERE x=:a AND (:ñ)", &["a", "b_2", "a", "ñ"]);
    }

    #[test]
    fn colons_in_strings_names_and_comments_are_text() {
        check("SELECT ':a', 'it''s :b', \":c\", `:d` -- :e\n, :f /* :g */", &["f"]);
        check(r"SELECT E'\':a', :b, 'c:\', :d", &["b", "d"]);
        check("SELECT $$ :a $$, $x$ $y$ :b $x$, $1, :c", &["c"]);
        check("SELECT 'unfinished :a", &[]);
        check("/* :a", &[]);
        check("SELECT $", &[]);
    }

    #[test]
    fn casts_operators_and_slices_are_text() {
        check(
            "SELECT x::int, y :: text, a[1:2], a[lo:hi], @v := 1, j ? 'k', j ?| :k, j @> :l, '{}'::jsonb",
            &["k", "l"],
        );
        check("SELECT :x::int, (:y)::int, :a:b", &["x", "y"]);
    }

    #[test]
    fn an_escaped_colon_loses_its_backslash() {
        let text = TextSql::new(r"SELECT \:a, :b".into());
        assert_eq!(text.parameters().collect::<Vec<_>>(), ["b"]);
        assert_eq!(text.pieces[1], Piece::Sql(8..12), "the piece starts at the colon: `:a, `");
    }

    #[test]
    fn text_that_ends_transactions_is_recognised() {
        let control = |text: &str| TextSql::new(text.into()).transaction_control().map(str::to_owned);
        assert_eq!(control(" -- done\n /* x */ Commit;"), Some("Commit".into()));
        assert_eq!(control("ROLLBACK"), Some("ROLLBACK".into()));
        assert_eq!(control("ROLLBACK TRANSACTION TO SAVEPOINT a"), None);
        assert_eq!(control("SELECT 1"), None);
        assert_eq!(control("COMMENT ON TABLE t IS 'x'"), None);
    }
}
