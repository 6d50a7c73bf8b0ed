//! ON CONFLICT as SQL, and what MySQL says instead.

use realgar_metadata::Dialect;

use super::Renderer;
use super::data::check_repeats;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{ColumnRef, Conflict, ConflictAction, Insert, Node, Query};

/// What SQL calls the row that could not be inserted.
pub(crate) const EXCLUDED: &str = "excluded";

impl<'a> Renderer<'a> {
    pub(super) fn conflict(&mut self, insert: &'a Insert, conflict: &'a Conflict) -> Result<()> {
        if let ConflictAction::Update { assignments, .. } = &conflict.action {
            if assignments.is_empty() {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    "ON CONFLICT DO UPDATE that sets nothing; add `.set(column, value)`, or say `.do_nothing()`",
                ));
            }
            check_repeats(assignments.iter().map(|(column, _)| column))?;
            if insert.table.name == EXCLUDED {
                return Err(Error::unsupported(
                    "a table called `excluded` cannot be told from the row that SQL calls so; rename it",
                ));
            }
        }
        if self.dialect == Dialect::MySql {
            return self.on_duplicate_key(insert, conflict);
        }
        if self.dialect == Dialect::Sqlite
            && insert.from_select.as_ref().is_some_and(|select| ends_in_from(&select.query))
        {
            // Else SQLite takes ON for the beginning of a join's condition.
            self.push(" WHERE 1 = 1");
        }
        self.push(" ON CONFLICT");
        for (index, column) in conflict.target.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.name(column);
        }
        self.push(if conflict.target.is_empty() { " DO " } else { ") DO " });
        match &conflict.action {
            ConflictAction::Nothing => self.push("NOTHING"),
            ConflictAction::Update { assignments, filter } => {
                self.push("UPDATE SET ");
                self.conflict_assignments(assignments)?;
                self.conditions(" WHERE ", filter)?;
            }
        }
        Ok(())
    }

    /// MySQL looks at all unique keys; INSERT IGNORE would pass over other errors, too.
    fn on_duplicate_key(&mut self, insert: &'a Insert, conflict: &'a Conflict) -> Result<()> {
        self.push(" ON DUPLICATE KEY UPDATE ");
        match &conflict.action {
            ConflictAction::Nothing => {
                self.name(conflict.own);
                self.push(" = ");
                self.name(insert.table.name);
                self.push(".");
                self.name(conflict.own);
            }
            ConflictAction::Update { assignments, filter } => {
                if !filter.is_empty() {
                    return Err(Error::unsupported(
                        "mysql has no WHERE in ON DUPLICATE KEY UPDATE; choose the value with `case().when(condition, …)`",
                    ));
                }
                let outside = std::mem::replace(&mut self.in_conflict, true);
                self.conflict_assignments(assignments)?;
                self.in_conflict = outside;
            }
        }
        Ok(())
    }

    fn conflict_assignments(&mut self, assignments: &'a [(&'static str, Node)]) -> Result<()> {
        for (index, (column, value)) in assignments.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.name(column);
            self.push(" = ");
            self.list_member(value)?;
        }
        Ok(())
    }

    /// `source.name`; the excluded row is `VALUES(name)` on MySQL.
    pub(super) fn column(&mut self, column: ColumnRef) {
        if self.in_conflict && column.source == EXCLUDED {
            self.push("VALUES(");
            self.name(column.name);
            self.push(")");
            return;
        }
        self.name(column.source);
        self.push(".");
        self.name(column.name);
    }
}

/// Whether the last words of a query are its FROM clause.
fn ends_in_from(query: &Query) -> bool {
    match query {
        Query::Select(select) => {
            select.filter.is_empty()
                && select.group_by.is_empty()
                && select.having.is_empty()
                && select.order_by.is_empty()
                && select.limit.is_none()
                && select.offset.is_none()
        }
        Query::Write(_) => false,
        Query::Compound(compound) => {
            let last = compound.rest.last().map_or(&*compound.first, |(_, last)| last);
            let is_nested = matches!(last, Query::Compound(_));
            compound.order_by.is_empty()
                && compound.limit.is_none()
                && compound.offset.is_none()
                && (is_nested || ends_in_from(last) || is_ordered(last))
        }
    }
}

/// Whether SQLite is given this member of a set operation in `SELECT * FROM (…)`.
fn is_ordered(query: &Query) -> bool {
    match query {
        Query::Select(select) => !select.order_by.is_empty() || select.limit.is_some() || select.offset.is_some(),
        Query::Compound(_) | Query::Write(_) => true,
    }
}
