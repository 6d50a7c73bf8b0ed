//! The clauses that sqlparser refuses and that say nothing about shape. They are left out before it reads.

use super::sql_type;
use super::token_slice::TokenSlice;
use realgar_metadata::lexer::{Kind, Token};

/// What a clause is made of.
enum Part {
    Is(&'static str),
    /// Any one token.
    Any,
    /// An optional equals sign.
    Equals,
    /// Parentheses with what is in them.
    Group,
}
use Part::{Any, Equals, Group, Is};

/// Clauses that sqlparser 0.63 is known or expected to refuse in one place or another. `DECISIONS.md` says which dumps
/// have them.
const CLAUSES: &[&[Part]] = &[
    // SQLite, on every constraint; sqlparser's dialect only accepts it on columns.
    &[Is("ON"), Is("CONFLICT"), Any],
    // PostgreSQL.
    &[Is("NOT"), Is("VALID")],
    &[Is("USING"), Is("INDEX"), Is("TABLESPACE"), Any],
    &[Is("TABLESPACE"), Any],
    &[Is("WITH"), Group],
    &[Is("INCLUDE"), Group],
    &[Is("NULLS"), Is("NOT"), Is("DISTINCT")],
    &[Is("NULLS"), Is("DISTINCT")],
    &[Is("STORAGE"), Any],
    &[Is("COMPRESSION"), Equals, Any],
    // MySQL and MariaDB.
    &[Is("WITH"), Is("PARSER"), Any],
    &[Is("KEY_BLOCK_SIZE"), Equals, Any],
    &[Is("COLUMN_FORMAT"), Any],
    &[Is("CHARSET"), Equals, Any],
    &[Is("WITHOUT"), Is("SYSTEM"), Is("VERSIONING")],
    &[Is("WITH"), Is("SYSTEM"), Is("VERSIONING")],
    &[Is("AFTER"), Any],
    &[Is("FIRST")],
    &[Is("COMPRESSED")],
    &[Is("ASCII")],
    &[Is("UNICODE")],
    &[Is("VISIBLE")],
    &[Is("INVISIBLE")],
    &[Is("NOT"), Is("IGNORED")],
    &[Is("IGNORED")],
    // SQL Server.
    &[Is("CLUSTERED")],
    &[Is("NONCLUSTERED")],
    &[Is("PERSISTENT")],
];

/// Returns the tokens of a slice without these clauses. The first token is a name, and what is in parentheses is kept.
pub(super) fn leave_out(slice: TokenSlice<'_>) -> Vec<Token> {
    let mut kept = Vec::with_capacity(slice.tokens.len());
    let mut at = 0;
    let mut depth = 0_usize;
    let first = first_clause(slice);
    while at < slice.tokens.len() {
        if depth == 0
            && at >= first
            && !slice.is_any(at - 1, &["DEFAULT", "SET", "CHARSET"])
            && !slice.is_symbol(at - 1, b'.')
            && let Some(length) = CLAUSES.iter().find_map(|clause| length(slice, at, clause))
        {
            at += length;
            continue;
        }
        // SQLite: PRIMARY KEY (id ASC AUTOINCREMENT).
        if slice.is_any(at, &["ASC", "DESC"]) && slice.is(at + 1, "AUTOINCREMENT") {
            at += 1;
            continue;
        }
        if slice.is_symbol(at, b'(') {
            depth += 1;
        } else if slice.is_symbol(at, b')') {
            depth = depth.saturating_sub(1);
        }
        kept.push(slice.tokens[at]);
        // PostgreSQL: ON DELETE SET NULL (column).
        let action = at >= 2 && slice.is(at - 1, "SET") && slice.is_any(at - 2, &["DELETE", "UPDATE"]);
        // The options of a sequence, which sqlparser expects in another order than PostgreSQL dumps them in.
        let identity = depth == 0 && at > 0 && slice.is(at, "IDENTITY");
        if (action || identity)
            && slice.is_symbol(at + 1, b'(')
            && let Ok((_, behind)) = slice.group(at + 1)
        {
            at = behind;
            continue;
        }
        at += 1;
    }
    kept
}

/// Where the first clause may stand: behind what the slice begins with, which is a keyword, or a column and its type.
fn first_clause(slice: TokenSlice<'_>) -> usize {
    let is_column = slice
        .tokens
        .first()
        .is_some_and(|token| matches!(token.kind, Kind::Name | Kind::Quoted(_) | Kind::String { .. }));
    let is_typed = !slice.is_any(1, sql_type::CLAUSES) && !slice.is_any(1, sql_type::AFTER_TYPE);
    if is_column && is_typed { 2 } else { 1 }
}

/// The number of tokens of the clause, if it stands here.
fn length(slice: TokenSlice<'_>, from: usize, clause: &[Part]) -> Option<usize> {
    let mut at = from;
    for part in clause {
        match part {
            Is(word) if slice.is(at, word) => at += 1,
            Any if at < slice.tokens.len() => at += 1,
            Equals => at += usize::from(slice.is_symbol(at, b'=')),
            Group if slice.is_symbol(at, b'(') => at = slice.group(at).ok()?.1,
            _ => return None,
        }
    }
    Some(at - from)
}
