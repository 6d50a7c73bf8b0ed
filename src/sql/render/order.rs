//! ORDER BY, LIMIT and OFFSET.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{Node, Nulls, OrderKey};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    /// `ORDER BY keys`, with whatever belongs before it.
    pub(super) fn order_by(&mut self, words: &str, keys: &'a [OrderKey]) -> Result<()> {
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { words } else { ", " });
            // MySQL cannot say where NULLs go; it sorts by whether a key is NULL first.
            if let (Some(nulls), Dialect::MySql) = (key.nulls, self.dialect) {
                self.label_or_node(&key.node)?;
                self.push(match nulls {
                    Nulls::First => " IS NULL DESC, ",
                    Nulls::Last => " IS NULL, ",
                });
            }
            self.label_or_node(&key.node)?;
            self.order_direction(key);
        }
        Ok(())
    }

    pub(super) fn order_direction(&mut self, key: &OrderKey) {
        if key.descending {
            self.push(" DESC");
        }
        if self.dialect != Dialect::MySql {
            match key.nulls {
                Some(Nulls::First) => self.push(" NULLS FIRST"),
                Some(Nulls::Last) => self.push(" NULLS LAST"),
                None => {}
            }
        }
    }

    pub(super) fn limit(&mut self, limit: Option<&'a Value>, offset: Option<&'a Value>) {
        match (limit, offset) {
            (None, None) => {}
            (Some(limit), None) => {
                self.push(" LIMIT ");
                self.bind(limit);
            }
            (Some(limit), Some(offset)) => {
                self.push(" LIMIT ");
                self.bind(limit);
                self.push(" OFFSET ");
                self.bind(offset);
            }
            (None, Some(offset)) => {
                // An OFFSET needs a LIMIT on SQLite and MySQL; these are their ways to say "all rows".
                self.push(match self.dialect {
                    Dialect::Sqlite => " LIMIT -1 OFFSET ",
                    Dialect::MySql => " LIMIT 18446744073709551615 OFFSET ",
                    _ => " OFFSET ",
                });
                self.bind(offset);
            }
        }
    }

    /// `DISTINCT ON (keys)`, behind the word SELECT.
    pub(super) fn distinct_on(&mut self, keys: &'a [Node]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        if self.dialect != Dialect::PostgreSql {
            return Err(Error::unsupported(format!(
                "{} has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and \
                 take the first",
                self.dialect
            )));
        }
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { "DISTINCT ON (" } else { ", " });
            self.label_or_node(key)?;
        }
        self.push(") ");
        Ok(())
    }
}
