//! GROUP BY as SQL, with ROLLUP and its relatives.

use std::fmt::Write as _;

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{GroupingElement, GroupingKind, Node, Select};

impl<'a> Renderer<'a> {
    pub(super) fn group_by(&mut self, select: &'a Select) -> Result<()> {
        let (keys, mut elements) = (&select.group_by, select.grouping.iter().peekable());
        if elements.peek().is_some() && self.dialect != Dialect::PostgreSql {
            self.check_rollup(select)?;
        }
        let mut separator = " GROUP BY ";
        let mut next = 0;
        loop {
            let element = elements.next_if(|element| element.start == next);
            if element.is_none() && next == keys.len() {
                break;
            }
            self.push(separator);
            separator = ", ";
            match element {
                Some(element) => {
                    self.grouping_element(element, &keys[next..next + element.keys()])?;
                    next += element.keys();
                }
                None => {
                    self.group_key(&keys[next])?;
                    next += 1;
                }
            }
        }
        if self.dialect == Dialect::MySql && !select.grouping.is_empty() {
            self.push(" WITH ROLLUP");
        }
        Ok(())
    }

    /// What is not PostgreSQL has no such thing, or one ROLLUP of all keys, whose rows cannot be sorted on MariaDB.
    fn check_rollup(&self, select: &Select) -> Result<()> {
        if self.dialect != Dialect::MySql {
            return Err(Error::unsupported(format!(
                "{} has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by \
                 `.union_all(…)`",
                self.dialect
            )));
        }
        match &select.grouping[..] {
            [element]
                if element.kind == GroupingKind::Rollup
                    && element.keys() == select.group_by.len()
                    && element.members.iter().all(|keys| *keys == 1) => {}
            _ => {
                return Err(Error::unsupported(
                    "mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by \
                     `.union_all(…)`",
                ));
            }
        }
        if !select.order_by.is_empty() {
            return Err(Error::unsupported(
                "mariadb has no ORDER BY beside ROLLUP; sort a subquery, `select(…).group_by(rollup(…)).subquery(…)`",
            ));
        }
        Ok(())
    }

    fn grouping_element(&mut self, element: &GroupingElement, keys: &'a [Node]) -> Result<()> {
        let word = match element.kind {
            GroupingKind::Rollup => "ROLLUP",
            GroupingKind::Cube => "CUBE",
            GroupingKind::Sets => "GROUPING SETS",
        };
        if element.members.is_empty() || (element.kind != GroupingKind::Sets && keys.is_empty()) {
            return Err(Error::new(ErrorKind::InvalidStatement, format!("{word} without a key")));
        }
        if self.dialect == Dialect::MySql {
            return self.group_keys(keys);
        }
        self.push(word);
        let mut rest = keys;
        for (index, length) in element.members.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            let (member, after) = rest.split_at(*length);
            rest = after;
            if let [key] = member {
                self.group_key(key)?;
            } else {
                self.push("(");
                self.group_keys(member)?;
                self.push(")");
            }
        }
        self.push(")");
        Ok(())
    }

    fn group_keys(&mut self, keys: &'a [Node]) -> Result<()> {
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.group_key(key)?;
        }
        Ok(())
    }

    /// A key of GROUP BY. One that is selected under a label is written as its position there: a bare name would be
    /// taken for a column's first, and its binds would make it another expression. Without a label, too, where
    /// placeholders cannot be told to be the same.
    fn group_key(&mut self, key: &'a Node) -> Result<()> {
        let position = match self.selected_label(key) {
            None if self.dialect == Dialect::MySql && key.has_binds() => self.selected(key)?,
            labelled => labelled.map(|(position, _)| position),
        };
        match position {
            Some(position) => {
                // Writing to a `String` cannot fail.
                let _ = write!(self.sql, "{position}");
                Ok(())
            }
            None => self.node(key),
        }
    }
}
