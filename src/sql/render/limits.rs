//! How much fits into one statement of a dialect. The databases would refuse it too, in their own words or late.

use realgar_metadata::Dialect;

use crate::error::{Error, ErrorKind, Result};

/// How many values one statement may send.
pub(crate) const fn most_binds(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 32_766,
        _ => 65_535,
    }
}

/// How many columns a result may have.
const fn most_columns(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 2_000,
        Dialect::PostgreSql => 1_664,
        _ => 4_096,
    }
}

/// How many SELECTs one UNION may join, where that is limited.
const fn most_members(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 500,
        _ => usize::MAX,
    }
}

pub(super) fn check_binds(count: usize, dialect: Dialect) -> Result<()> {
    let most = most_binds(dialect);
    if count <= most {
        return Ok(());
    }
    Err(exceeded(format!(
        "the statement has {count} values, and {dialect} takes at most {most}: run it for parts of the list \
         (`list.chunks(…)`), or insert the list into a table and join that"
    )))
}

pub(super) fn check_columns(count: usize, dialect: Dialect) -> Result<()> {
    let most = most_columns(dialect);
    if count <= most {
        return Ok(());
    }
    Err(exceeded(format!(
        "the result has {count} columns, and {dialect} gives at most {most}: select them with several statements"
    )))
}

pub(super) fn check_members(count: usize, dialect: Dialect) -> Result<()> {
    let most = most_members(dialect);
    if count <= most {
        return Ok(());
    }
    Err(exceeded(format!(
        "a set operation of {count} selects, and {dialect} takes at most {most}: join the conditions with `or_`, or \
         run several statements"
    )))
}

#[cold]
fn exceeded(message: String) -> Error {
    Error::new(ErrorKind::LimitExceeded, message)
}
