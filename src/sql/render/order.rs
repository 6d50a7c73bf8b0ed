//! ORDER BY, LIMIT and OFFSET.

use std::fmt::Write as _;

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{ColumnRef, Node, Nulls, OrderKey, SelectItem};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    /// `ORDER BY keys`, with whatever belongs before it.
    pub(super) fn order_by(&mut self, words: &str, keys: &'a [OrderKey]) -> Result<()> {
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { words } else { ", " });
            match (self.dialect, key.nulls) {
                // MySQL cannot say where NULLs go; it sorts by whether a key is NULL first.
                (Dialect::MySql, Some(nulls)) => {
                    self.label_or_node(&key.node)?;
                    self.push(nulls_first_or_last(nulls));
                    self.label_or_node(&key.node)?;
                }
                (Dialect::MySql, None) => self.mysql_key(&key.node)?,
                _ => self.label_or_node(&key.node)?,
            }
            self.order_direction(key);
        }
        Ok(())
    }

    /// As in GROUP BY, a selected key with values is written as its position: with placeholders of its own it would not be
    /// what is grouped, or what is distinct.
    fn mysql_key(&mut self, key: &'a Node) -> Result<()> {
        let position = if self.selected_label(key).is_none() && key.has_binds() { self.selected(key)? } else { None };
        match position {
            // Writing to a `String` cannot fail.
            Some(position) => _ = write!(self.sql, "{position}"),
            None => self.label_or_node(key)?,
        }
        Ok(())
    }

    /// Rows that are equal are one row, which has no single value of anything that is not selected: PostgreSQL refuses to
    /// sort by it, the others take any.
    pub(super) fn check_distinct_order(&self, keys: &[OrderKey]) -> Result<()> {
        for key in keys {
            key.node.check_depth()?;
            let is_given = matches!(key.node, Node::Text(_)) || self.output_column(&key.node).is_some();
            if !is_given {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    "ORDER BY beside DISTINCT has a key that is not selected: select it too, or group the rows with \
                     `.group_by(…)` and sort by an aggregate",
                ));
            }
        }
        Ok(())
    }

    /// ORDER BY of a set operation: by the names of its columns, or by their positions where names are not unique.
    pub(super) fn compound_order(&mut self, keys: &'a [OrderKey]) -> Result<()> {
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            let Some((position, name)) = self.output_column(&key.node) else {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    "ORDER BY of a set operation has a key that its first select does not select: select it there too, or \
                     sort the rows of a `.subquery(…)`",
                ));
            };
            match (name, key.nulls, self.dialect) {
                (Some(name), Some(nulls), Dialect::MySql) => {
                    self.name(name);
                    self.push(nulls_first_or_last(nulls));
                    self.name(name);
                }
                (None, Some(_), Dialect::MySql) => {
                    return Err(Error::unsupported(
                        "mysql cannot say where the NULLs of a column without a name of its own go; give it a label",
                    ));
                }
                (Some(name), ..) => self.name(name),
                // Writing to a `String` cannot fail.
                (None, ..) => _ = write!(self.sql, "{position}"),
            }
            self.order_direction(key);
        }
        Ok(())
    }

    /// Where an expression stands among the result columns, counted from 1, and its name, if no other column has it.
    fn output_column(&self, wanted: &Node) -> Option<(usize, Option<&'static str>)> {
        let wanted = wanted.unlabelled();
        let mut names: Vec<Option<&'static str>> = Vec::new();
        let mut found = None;
        for item in self.labels {
            match item {
                SelectItem::Entity { source, columns } => {
                    for name in *columns {
                        names.push(Some(name));
                        if *wanted == Node::Column(ColumnRef { source, name }) {
                            found.get_or_insert(names.len());
                        }
                    }
                }
                SelectItem::Expression(node) => {
                    names.push(super::output_name(node));
                    if node.unlabelled() == wanted {
                        found.get_or_insert(names.len());
                    }
                }
            }
        }
        let position = found?;
        let name = names[position - 1].filter(|name| names.iter().filter(|other| **other == Some(name)).count() == 1);
        Some((position, name))
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
                self.limits.push(self.sql.len());
                self.bind(limit);
            }
            (Some(limit), Some(offset)) => {
                self.push(" LIMIT ");
                self.limits.push(self.sql.len());
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

/// What MySQL sorts by before the key itself.
const fn nulls_first_or_last(nulls: Nulls) -> &'static str {
    match nulls {
        Nulls::First => " IS NULL DESC, ",
        Nulls::Last => " IS NULL, ",
    }
}
