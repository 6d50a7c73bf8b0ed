//! VALUES in FROM, as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::Node;
use crate::sql::names::shown;

impl<'a> Renderer<'a> {
    /// `(VALUES (…), (…)) AS alias (columns)`. SQLite and MariaDB name no columns there, so the first row is a SELECT
    /// with labels for them.
    pub(super) fn values(
        &mut self,
        rows: &'a [Vec<Node>],
        alias: &'static str,
        columns: &[&'static str],
    ) -> Result<()> {
        let Some((first, rest)) = rows.split_first() else {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!("VALUES `{}` has no row; leave it out where there is nothing", shown(alias)),
            ));
        };
        if let Some((_, name)) = columns.iter().enumerate().find(|(index, name)| columns[..*index].contains(name)) {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!("two columns of VALUES `{}` are called `{name}`; give one another name", shown(alias)),
            ));
        }
        self.varies = true;
        if self.dialect == Dialect::PostgreSql {
            self.push("(VALUES ");
            self.value_rows(rows)?;
            self.push(") AS ");
            self.source(alias);
            for (index, column) in columns.iter().enumerate() {
                self.push(if index == 0 { " (" } else { ", " });
                self.name(column);
            }
            self.push(")");
            return Ok(());
        }
        for (index, (value, column)) in first.iter().zip(columns).enumerate() {
            self.push(if index == 0 { "(SELECT " } else { ", " });
            self.node(value)?;
            self.push(" AS ");
            self.name(column);
        }
        if self.dialect == Dialect::Sqlite && !rest.is_empty() {
            self.push(" UNION ALL VALUES ");
            self.value_rows(rest)?;
        } else {
            for row in rest {
                for (index, value) in row.iter().enumerate() {
                    self.push(if index == 0 { " UNION ALL SELECT " } else { ", " });
                    self.node(value)?;
                }
            }
        }
        self.push(") AS ");
        self.source(alias);
        Ok(())
    }

    fn value_rows(&mut self, rows: &'a [Vec<Node>]) -> Result<()> {
        for (index, row) in rows.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.row(row)?;
        }
        Ok(())
    }
}
