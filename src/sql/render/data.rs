//! INSERT, UPDATE and DELETE as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Delete, Insert, Update};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    /// INSERT of some of the statement's rows. They have the same columns, except that DEFAULT can fill a gap
    /// where the dialect has that word.
    pub(crate) fn insert(&mut self, insert: &'a Insert, rows: &'a [Vec<(u16, Value)>]) -> Result<()> {
        let Some(first) = rows.first() else {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                "an insert without rows; give `.value(…)` or `.values(…)`",
            ));
        };
        self.push("INSERT INTO ");
        self.table(insert.table);
        let same_columns = rows.iter().all(|row| row.iter().map(|cell| cell.0).eq(first.iter().map(|cell| cell.0)));
        if same_columns && first.is_empty() {
            self.default_rows(insert, rows.len())?;
        } else if same_columns {
            self.column_list(insert, first.iter().map(|cell| cell.0));
            for (index, row) in rows.iter().enumerate() {
                self.push(if index == 0 { " VALUES (" } else { ", (" });
                for (position, (_, value)) in row.iter().enumerate() {
                    self.push(if position == 0 { "" } else { ", " });
                    self.bind(value);
                }
                self.push(")");
            }
        } else {
            self.uneven_rows(insert, rows)?;
        }
        self.returning_of("INSERT", &insert.returning)
    }

    fn column_list(&mut self, insert: &Insert, positions: impl Iterator<Item = u16>) {
        for (index, position) in positions.enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.name(insert.columns[usize::from(position)]);
        }
        self.push(")");
    }

    /// A row of nothing but defaults.
    fn default_rows(&mut self, insert: &Insert, count: usize) -> Result<()> {
        if self.dialect == Dialect::MySql {
            self.push(" () VALUES ()");
            for _ in 1..count {
                self.push(", ()");
            }
            return Ok(());
        }
        if count > 1 {
            return Err(Error::unsupported(format!(
                "{} cannot insert {count} rows of nothing but defaults into `{}` in one statement",
                self.dialect, insert.table.name
            )));
        }
        self.push(" DEFAULT VALUES");
        Ok(())
    }

    /// Rows that leave different columns to their defaults.
    fn uneven_rows(&mut self, insert: &'a Insert, rows: &'a [Vec<(u16, Value)>]) -> Result<()> {
        if self.dialect == Dialect::Sqlite {
            return Err(Error::unsupported(format!(
                "sqlite has no DEFAULT among values: rows for `{}` that set different columns need a statement each",
                insert.table.name
            )));
        }
        let mut positions: Vec<u16> = rows.iter().flatten().map(|cell| cell.0).collect();
        positions.sort_unstable();
        positions.dedup();
        self.column_list(insert, positions.iter().copied());
        for (index, row) in rows.iter().enumerate() {
            self.push(if index == 0 { " VALUES (" } else { ", (" });
            for (place, position) in positions.iter().enumerate() {
                self.push(if place == 0 { "" } else { ", " });
                match row.iter().find(|cell| cell.0 == *position) {
                    Some((_, value)) => self.bind(value),
                    None => self.push("DEFAULT"),
                }
            }
            self.push(")");
        }
        Ok(())
    }

    pub(crate) fn update(&mut self, update: &'a Update) -> Result<()> {
        if update.assignments.is_empty() {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!("an update of `{}` that sets nothing; add `.set(column, value)`", update.table.name),
            ));
        }
        guard("update", update.table.name, update.filter.is_empty(), update.all_rows)?;
        self.push("UPDATE ");
        self.table(update.table);
        for (index, (column, value)) in update.assignments.iter().enumerate() {
            self.push(if index == 0 { " SET " } else { ", " });
            self.name(column);
            self.push("=");
            self.list_member(value)?;
        }
        self.conditions(" WHERE ", &update.filter)?;
        self.returning_of("UPDATE", &update.returning)
    }

    pub(crate) fn delete(&mut self, delete: &'a Delete) -> Result<()> {
        guard("delete", delete.table.name, delete.filter.is_empty(), delete.all_rows)?;
        self.push("DELETE FROM ");
        self.table(delete.table);
        self.conditions(" WHERE ", &delete.filter)?;
        self.returning_of("DELETE", &delete.returning)
    }

    fn returning_of(&mut self, statement: &str, items: &'a [crate::sql::ast::SelectItem]) -> Result<()> {
        // MariaDB knows RETURNING after INSERT and DELETE, MySQL nowhere.
        if !items.is_empty() && self.dialect == Dialect::MySql {
            return Err(Error::unsupported(format!(
                "mysql has no {statement} … RETURNING; select the rows by their keys"
            )));
        }
        self.returning(items)
    }
}

/// A condition that turned out to be absent at run time must not touch every row.
fn guard(verb: &str, table: &str, unfiltered: bool, all_rows: bool) -> Result<()> {
    if unfiltered && !all_rows {
        return Err(Error::new(
            ErrorKind::InvalidStatement,
            format!(
                "this {verb} has no condition and would touch every row of `{table}`; say `.all_rows()` if that is meant"
            ),
        ));
    }
    Ok(())
}
