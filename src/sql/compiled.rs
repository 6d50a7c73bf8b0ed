//! A statement as SQL text, without a connection.

use realgar_metadata::Dialect;

use super::ast::Statement;
use super::render::{render, render_literal};
use super::value::Value;
use crate::error::Result;

/// A statement compiled for one dialect: SQL text and the values for its placeholders.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select(User.id).filter(User.name.eq("sandy").and(User.id.gt(5)));
/// let compiled = query.compile(Dialect::PostgreSql)?;
/// assert_eq!(compiled.dialect(), Dialect::PostgreSql);
/// assert_eq!(
///     compiled.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.name = $1 AND user_account.id > $2",
/// );
/// assert_eq!(
///     compiled.binds(),
///     [realgar::Value::from("sandy"), realgar::Value::from(5)]
/// );
/// assert_eq!(
///     compiled.literal_binds(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.name = 'sandy' AND user_account.id > 5",
/// );
/// assert_eq!(compiled.to_string(), compiled.sql());
/// # Ok::<(), realgar::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    dialect: Dialect,
    sql: String,
    binds: Vec<Value>,
    literal: String,
}

impl Compiled {
    pub(crate) fn new(statement: Statement<'_>, dialect: Dialect) -> Result<Self> {
        let rendered = render(statement, dialect)?;
        let binds = rendered.binds.iter().map(|value| (*value).clone()).collect();
        Ok(Self { dialect, sql: rendered.sql, binds, literal: render_literal(statement, dialect)? })
    }

    /// The dialect it was compiled for.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The SQL text, with `?` (SQLite, MySQL) or `$1` (PostgreSQL) for values.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The values, in the order of their placeholders.
    #[must_use]
    pub fn binds(&self) -> &[Value] {
        &self.binds
    }

    /// The SQL text with the values written in it: for people to read, not to be sent.
    #[must_use]
    pub fn literal_binds(&self) -> &str {
        &self.literal
    }
}

impl std::fmt::Display for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sql)
    }
}
