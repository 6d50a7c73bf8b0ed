//! ON CONFLICT as SQL, and what MySQL says instead.

use realgar_metadata::Dialect;

use super::Renderer;
use super::data::check_repeats;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{ColumnRef, Conflict, ConflictAction, ConflictTarget, Insert, Node, Query, TableFunction};

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
        self.conflict_target(conflict)?;
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

    /// `ON CONFLICT (columns) WHERE condition DO`.
    fn conflict_target(&mut self, conflict: &'a Conflict) -> Result<()> {
        self.push(" ON CONFLICT");
        match &conflict.target {
            ConflictTarget::Any => {}
            ConflictTarget::Columns(columns) => {
                for (index, column) in columns.iter().enumerate() {
                    self.push(if index == 0 { " (" } else { ", " });
                    self.name(column);
                }
                self.push(")");
            }
            ConflictTarget::Constraint(name) => {
                if self.dialect != Dialect::PostgreSql {
                    return Err(Error::unsupported(format!(
                        "{} finds no constraint by its name in ON CONFLICT; name the columns of `{name}` with \
                         `.on_conflict(…)`",
                        self.dialect
                    )));
                }
                if !conflict.index_filter.is_empty() {
                    return Err(Error::new(
                        ErrorKind::InvalidStatement,
                        "`.index_where(…)` belongs to the columns of an index; a constraint has no condition",
                    ));
                }
                self.push(" ON CONSTRAINT ");
                self.name(name);
            }
        }
        // The index is found by its text, before binds are known, and only the table's own columns are meant.
        let literals = std::mem::replace(&mut self.writes_literals, true);
        self.bare_columns = true;
        self.conditions(" WHERE ", &conflict.index_filter)?;
        self.bare_columns = false;
        self.writes_literals = literals;
        self.push(" DO ");
        Ok(())
    }

    /// MySQL looks at all unique keys; INSERT IGNORE would also hide other errors.
    fn on_duplicate_key(&mut self, insert: &'a Insert, conflict: &'a Conflict) -> Result<()> {
        if !conflict.index_filter.is_empty() {
            return Err(Error::unsupported("mysql has no indexes with a condition"));
        }
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
        if self.dialect != Dialect::PostgreSql
            && let Some((function, position)) = self.json_each_of(column)
        {
            match (self.dialect, function, position) {
                (Dialect::Sqlite, ..) => return self.json_each_column(function, column, position),
                (_, TableFunction::JsonElementsText, 0) => return self.json_table_text(column),
                _ => {}
            }
        }
        if !self.bare_columns {
            self.source(column.source);
            self.push(".");
        }
        self.name(column.name);
    }
}

/// Whether the last words of a query are its FROM clause.
fn ends_in_from(query: &Query) -> bool {
    match query {
        Query::Select(select) => {
            select.filter.is_empty()
                && !select.is_grouped()
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
