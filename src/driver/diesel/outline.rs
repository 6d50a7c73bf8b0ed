//! What has to be known of a statement's text before it is sent: where its values go, and what it answers.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use realgar_metadata::lexer::{Brackets, CodeComments, Kind, Lexis, Token, tokens};

use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;

/// What a statement answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Rows, and it writes none as far as its own words tell.
    Reads,
    /// Rows that it has written: RETURNING.
    Returns,
    /// A count of rows, and maybe a key that was counted up.
    Inserts,
    /// A count of rows.
    Writes,
    /// Nothing: it begins or ends a transaction or a savepoint.
    Transaction,
    /// Nothing: it changes what is there, or how the connection behaves.
    Defines,
    /// Whatever it likes: PRAGMA, SHOW, EXPLAIN.
    Tells,
}

/// The outline of one text.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) sort: Sort,
    /// The placeholders that want a value, in order.
    places: Vec<Range<usize>>,
}

impl Outline {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if there is no statement in it, `Sql` if there are two, `Parameter` for a placeholder that only
    /// the database knows.
    pub(super) fn of(text: &str, dialect: Dialect) -> Result<Self> {
        let tokens = tokens(text, lexis(dialect));
        let sort = sort(text, &tokens, dialect).ok_or_else(|| {
            // One client library ends the process at such a text.
            Error::new(ErrorKind::InvalidStatement, "the text holds no statement")
        })?;
        refuse_second(text, &tokens, dialect)?;
        Ok(Self { sort, places: places(text, &tokens, dialect)? })
    }

    /// How many values it takes.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// The text between the placeholders: one piece more than there are values.
    pub(super) fn pieces<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let starts = std::iter::once(0).chain(self.places.iter().map(|place| place.end));
        let ends = self.places.iter().map(|place| place.start).chain([text.len()]);
        starts.zip(ends).map(move |(start, end)| &text[start..end])
    }
}

/// The outlines of the texts that a connection keeps prepared: the first ones, as Diesel's cache lets none go.
pub(super) struct Outlines {
    capacity: usize,
    kept: HashMap<Box<str>, Arc<Outline>>,
}

impl Outlines {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, kept: HashMap::new() }
    }

    /// The outline of a text; whether the connection is to keep the statement, and whether it has it already.
    ///
    /// # Errors
    ///
    /// As [`Outline::of`].
    pub(super) fn get(&mut self, text: &str, varies: bool, dialect: Dialect) -> Result<(Arc<Outline>, bool, bool)> {
        if let Some(outline) = self.kept.get(text) {
            return Ok((Arc::clone(outline), true, true));
        }
        let outline = Arc::new(Outline::of(text, dialect)?);
        let is_worth_it = matches!(outline.sort, Sort::Reads | Sort::Returns | Sort::Inserts | Sort::Writes);
        let is_kept = !varies && is_worth_it && self.kept.len() < self.capacity;
        if is_kept {
            self.kept.insert(text.into(), Arc::clone(&outline));
        }
        Ok((outline, is_kept, false))
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }
}

const fn lexis(dialect: Dialect) -> Lexis {
    match dialect {
        Dialect::PostgreSql => Lexis {
            nested_comments: true,
            dollar_quotes: true,
            brackets: Brackets::Arrays,
            string_prefixes: true,
            ..Lexis::SQLITE
        },
        Dialect::MySql => Lexis {
            backslashes: true,
            hash_comments: true,
            dashes_need_space: true,
            code_comments: CodeComments::All,
            brackets: Brackets::Arrays,
            string_prefixes: true,
            ..Lexis::SQLITE
        },
        _ => Lexis::SQLITE,
    }
}

fn sort(text: &str, tokens: &[Token], dialect: Dialect) -> Option<Sort> {
    let first = tokens.iter().position(|token| !matches!(token.kind, Kind::Terminator | Kind::Symbol(b'(')))?;
    let first_word = tokens[first].text(text).to_ascii_uppercase();
    Some(match first_word.as_str() {
        "SELECT" | "VALUES" | "TABLE" => Sort::Reads,
        "WITH" => verb(text, &tokens[first + 1..]),
        "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "MERGE" => verb(text, &tokens[first..]),
        "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" => Sort::Transaction,
        "EXPLAIN" | "SHOW" | "DESCRIBE" | "DESC" | "ANALYZE" | "CHECK" | "CHECKSUM" | "OPTIMIZE" | "REPAIR"
        | "HELP"
            if dialect == Dialect::MySql =>
        {
            Sort::Tells
        }
        _ if dialect == Dialect::MySql => Sort::Defines,
        "CREATE" | "ALTER" | "DROP" | "TRUNCATE" | "GRANT" | "REVOKE" | "COMMENT" | "REINDEX" | "REFRESH"
        | "VACUUM" => Sort::Defines,
        _ => Sort::Tells,
    })
}

/// What the first verb outside of parentheses does, and whether it returns rows.
fn verb(text: &str, tokens: &[Token]) -> Sort {
    let mut depth = 0_usize;
    let mut sort = None;
    for token in tokens {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 => {
                let is = |words: &[&str]| words.iter().any(|word| token.is(text, word));
                match sort {
                    None if is(&["SELECT", "VALUES", "TABLE"]) => return Sort::Reads,
                    None if is(&["INSERT", "REPLACE"]) => sort = Some(Sort::Inserts),
                    None if is(&["UPDATE", "DELETE", "MERGE"]) => sort = Some(Sort::Writes),
                    Some(_) if is(&["RETURNING"]) => return Sort::Returns,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    // Everything was in parentheses: `WITH … (SELECT …)`.
    sort.unwrap_or(Sort::Reads)
}

/// SQLite would run the first statement, and Diesel pass over the rest.
fn refuse_second(text: &str, tokens: &[Token], dialect: Dialect) -> Result<()> {
    let has_body = || tokens.iter().take(4).any(|token| token.is(text, "TRIGGER"));
    let end = tokens.iter().position(|token| token.kind == Kind::Terminator).unwrap_or(tokens.len());
    let follows = tokens[end..].iter().any(|token| token.kind != Kind::Terminator);
    if dialect == Dialect::Sqlite && follows && !has_body() {
        return Err(Error::new(ErrorKind::Sql, "the text holds more than one statement: run them one by one"));
    }
    Ok(())
}

/// The placeholders that want a value. PostgreSQL's may stand again, for the same value: those are text.
fn places(text: &str, tokens: &[Token], dialect: Dialect) -> Result<Vec<Range<usize>>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Symbol(symbol) = token.kind else { continue };
        let next = tokens.get(at + 1).filter(|next| next.start == token.end);
        match (dialect, symbol, next) {
            (Dialect::PostgreSql, b'$', Some(number)) if number.kind == Kind::Number => {
                match number.text(text).parse::<usize>() {
                    Ok(number_written) if number_written == places.len() + 1 => places.push(token.start..number.end),
                    Ok(number_written) if (1..=places.len()).contains(&number_written) => {}
                    _ => return Err(foreign_placeholder(&text[token.start..number.end])),
                }
            }
            (Dialect::PostgreSql, ..) => {}
            (_, b'?', _) => places.push(token.start..token.end),
            (Dialect::Sqlite, b':' | b'@' | b'$' | b'#', Some(name))
                if matches!(name.kind, Kind::Word | Kind::Number) =>
            {
                return Err(foreign_placeholder(&text[token.start..name.end]));
            }
            _ => {}
        }
    }
    Ok(places)
}

#[cold]
fn foreign_placeholder(written: &str) -> Error {
    Error::new(ErrorKind::Parameter, format!("`{written}` has no value: in text, write parameters as `:name`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorts(dialect: Dialect, cases: &[(&str, Sort)]) {
        for (text, expected) in cases {
            assert_eq!(Outline::of(text, dialect).expect(text).sort, *expected, "{text}");
        }
    }

    #[test]
    fn the_words_outside_of_strings_and_parentheses_tell_what_a_statement_answers() {
        sorts(
            Dialect::PostgreSql,
            &[
                ("-- why\n ((SELECT 1))", Sort::Reads),
                ("INSERT INTO t (a) VALUES ('RETURNING a')", Sort::Inserts),
                ("insert into t values (1) returning a", Sort::Returns),
                ("WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x", Sort::Reads),
                ("WITH x AS (DELETE FROM t RETURNING a) INSERT INTO u SELECT a FROM x", Sort::Inserts),
                ("UPDATE t SET a = $$RETURNING$$", Sort::Writes),
                ("DELETE FROM t /* RETURNING */", Sort::Writes),
                ("EXPLAIN SELECT 1", Sort::Tells),
                ("CREATE TABLE t (a INT)", Sort::Defines),
                ("SAVEPOINT s", Sort::Transaction),
            ],
        );
        sorts(
            Dialect::MySql,
            &[("SHOW TABLES", Sort::Tells), ("SET @a = 1", Sort::Defines), ("# a\nSELECT '\\'?'", Sort::Reads)],
        );
        sorts(Dialect::Sqlite, &[("PRAGMA foreign_keys", Sort::Tells), ("REPLACE INTO t VALUES (?)", Sort::Inserts)]);
    }

    #[test]
    fn values_go_where_placeholders_stand() {
        let text = "SELECT '$1', $1 + $2, $1 FROM \"$2\" -- $3";
        let outline = Outline::of(text, Dialect::PostgreSql).expect("a query");
        let pieces: Vec<&str> = outline.pieces(text).collect();
        assert_eq!(pieces, ["SELECT '$1', ", " + ", ", $1 FROM \"$2\" -- $3"]);
        let text = "SELECT '?', ? /* ? */ WHERE [?] = ?";
        assert_eq!(Outline::of(text, Dialect::Sqlite).expect("a query").count(), 2);
    }

    #[test]
    fn what_has_no_value_no_statement_or_two_of_them_is_refused() {
        let kind = |text: &str, dialect| Outline::of(text, dialect).expect_err(text).kind().clone();
        assert_eq!(kind("  -- nothing", Dialect::MySql), ErrorKind::InvalidStatement);
        assert_eq!(kind(";", Dialect::Sqlite), ErrorKind::InvalidStatement);
        assert_eq!(kind("SELECT 1; SELECT 2", Dialect::Sqlite), ErrorKind::Sql);
        assert_eq!(kind("SELECT :a", Dialect::Sqlite), ErrorKind::Parameter);
        assert_eq!(kind("SELECT $2", Dialect::PostgreSql), ErrorKind::Parameter);
        let trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END";
        assert_eq!(Outline::of(trigger, Dialect::Sqlite).expect("one statement").sort, Sort::Defines);
    }
}
