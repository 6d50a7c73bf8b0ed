//! FROM and JOIN.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{FromItem, Join, JoinKind, TableRef};

impl<'a> Renderer<'a> {
    pub(super) fn table(&mut self, table: TableRef) {
        if let Some(schema) = table.schema {
            self.name(schema);
            self.sql.push('.');
        }
        self.name(table.name);
    }

    #[allow(clippy::wrong_self_convention, reason = "FROM is meant")]
    pub(super) fn from_item(&mut self, item: &'a FromItem) -> Result<()> {
        match item {
            FromItem::Table(table) => {
                self.table(*table);
                self.as_source(table.name, table.name);
            }
            FromItem::Alias(table, alias) => {
                self.table(*table);
                self.push(" AS ");
                self.source(alias);
            }
            FromItem::Derived(query, alias, lateral) => {
                self.derived(query, alias, *lateral)?;
            }
            FromItem::Values(rows, alias, columns) => self.values(rows, alias, columns)?,
            FromItem::Cte(cte, alias) => {
                self.note_cte(cte)?;
                self.cte_name(cte.name, Some(alias.unwrap_or(cte.name)));
            }
            FromItem::Itself(name) => self.cte_name(name, Some(name)),
            // One table in parentheses is an error on PostgreSQL.
            FromItem::Nested(nested) if nested.joins.is_empty() => self.from_item(&nested.first)?,
            FromItem::Nested(nested) => {
                self.sql.push('(');
                self.from_item(&nested.first)?;
                nested.joins.iter().try_for_each(|join| self.join(join))?;
                self.sql.push(')');
            }
            FromItem::Function(call, alias) => self.table_call(call, alias)?,
        }
        Ok(())
    }

    const fn join_word(&self, kind: JoinKind) -> &'static str {
        match kind {
            JoinKind::Inner if matches!(self.dialect, Dialect::MySql) => " INNER JOIN ",
            JoinKind::Inner => " JOIN ",
            JoinKind::Left => " LEFT OUTER JOIN ",
            JoinKind::Right => " RIGHT OUTER JOIN ",
            JoinKind::Full => " FULL OUTER JOIN ",
            JoinKind::Cross => " CROSS JOIN ",
        }
    }

    pub(super) fn join(&mut self, join: &'a Join) -> Result<()> {
        if join.kind == JoinKind::Full && self.dialect == Dialect::MySql {
            return Err(Error::unsupported("mysql has no FULL JOIN; take the union of a left and a right join"));
        }
        self.push(self.join_word(join.kind));
        self.from_item(&join.item)?;
        if let Some(on) = &join.on {
            self.push(" ON ");
            self.node(on)?;
        }
        Ok(())
    }
}
