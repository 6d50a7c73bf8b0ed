//! INSERT, UPDATE and DELETE as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Delete, Insert, Join, Node, SelectItem, TableRef, Update, Write};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    /// INSERT of some of the statement's rows. They have the same columns, except that DEFAULT can fill a gap
    /// where the dialect has that word.
    pub(crate) fn insert(&mut self, insert: &'a Insert, rows: &'a [Vec<(u16, Value)>]) -> Result<()> {
        self.push("INSERT INTO ");
        self.note_table(insert.table);
        self.table(insert.table);
        if let Some(select) = &insert.from_select {
            check_repeats(select.columns.iter())?;
            self.names(&select.columns);
            self.push(" ");
            if self.dialect == Dialect::MySql && self.has_ctes() {
                self.with_clause()?;
            }
            self.query(&select.query)?;
        } else {
            let start = self.binds.len();
            self.insert_rows(insert, rows)?;
            self.row_binds = start..self.binds.len();
        }
        let sources = self.enter_written(insert.table, std::iter::empty())?;
        if let Some(conflict) = &insert.conflict {
            self.conflict(insert, conflict)?;
        }
        self.returning_of("INSERT", &[], &insert.returning)?;
        self.leave(sources);
        Ok(())
    }

    fn insert_rows(&mut self, insert: &'a Insert, rows: &'a [Vec<(u16, Value)>]) -> Result<()> {
        let Some(first) = rows.first() else {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                "an insert without rows; give `.value(…)` or `.values(…)`",
            ));
        };
        if let Some(columns) = self.arrays {
            self.insert_arrays(insert, first, columns);
            return Ok(());
        }
        self.varies |= rows.len() > 1;
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
        Ok(())
    }

    pub(super) fn column_list(&mut self, insert: &Insert, positions: impl Iterator<Item = u16>) {
        for (index, position) in positions.enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.name(insert.columns[usize::from(position)]);
        }
        self.push(")");
    }

    fn names(&mut self, names: &[&'static str]) {
        for (index, name) in names.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.name(name);
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
        check_repeats(update.assignments.iter().map(|(column, _)| column))?;
        guard("update", update.table.name, update.filter.is_empty(), update.all_rows)?;
        let sources = self.enter_written(update.table, update.others.iter().map(|other| &other.item))?;
        self.push("UPDATE ");
        self.table(update.table);
        let qualifies = self.dialect == Dialect::MySql && !update.others.is_empty();
        if qualifies {
            self.others(", ", &update.others)?;
        }
        for (index, (column, value)) in update.assignments.iter().enumerate() {
            self.push(if index == 0 { " SET " } else { ", " });
            if qualifies {
                self.name(update.table.name);
                self.push(".");
            }
            self.name(column);
            self.push("=");
            self.list_member(value)?;
        }
        if !qualifies {
            self.others(" FROM ", &update.others)?;
        }
        self.joined_conditions(&update.others, &update.filter)?;
        self.check_returning(update.table, &update.others, &update.returning)?;
        self.returning_of("UPDATE", &update.others, &update.returning)?;
        self.leave(sources);
        Ok(())
    }

    pub(crate) fn delete(&mut self, delete: &'a Delete) -> Result<()> {
        guard("delete", delete.table.name, delete.filter.is_empty(), delete.all_rows)?;
        let sources = self.enter_written(delete.table, delete.others.iter().map(|other| &other.item))?;
        self.push("DELETE FROM ");
        self.table(delete.table);
        // SQLite has no USING, but a row has a partner exactly if there is one.
        let is_nested = self.dialect == Dialect::Sqlite && !delete.others.is_empty();
        if is_nested {
            self.others(" WHERE EXISTS (SELECT 1 FROM ", &delete.others)?;
        } else if self.dialect == Dialect::MySql && !delete.others.is_empty() {
            self.push(" USING ");
            self.table(delete.table);
            self.others(", ", &delete.others)?;
        } else {
            self.others(" USING ", &delete.others)?;
        }
        self.joined_conditions(&delete.others, &delete.filter)?;
        self.push(if is_nested { ")" } else { "" });
        self.check_returning(delete.table, &delete.others, &delete.returning)?;
        self.returning_of("DELETE", &delete.others, &delete.returning)?;
        self.leave(sources);
        Ok(())
    }

    /// The other tables of an UPDATE or DELETE, side by side: their conditions stand in WHERE.
    fn others(&mut self, word: &str, others: &'a [Join]) -> Result<()> {
        for (index, other) in others.iter().enumerate() {
            self.push(if index == 0 { word } else { ", " });
            self.from_item(&other.item)?;
        }
        Ok(())
    }

    /// WHERE with what joins the other tables, and the conditions.
    fn joined_conditions(&mut self, others: &'a [Join], filter: &'a [Node]) -> Result<()> {
        let mut nodes = others.iter().filter_map(|other| other.on.as_ref()).chain(filter).peekable();
        let Some(first) = nodes.next() else { return Ok(()) };
        self.push(" WHERE ");
        if nodes.peek().is_none() {
            return self.node(first);
        }
        self.and_operand(first)?;
        for node in nodes {
            self.push(" AND ");
            self.and_operand(node)?;
        }
        Ok(())
    }

    /// A statement that writes inside of WITH.
    pub(super) fn write(&mut self, write: &'a Write) -> Result<()> {
        if self.dialect != Dialect::PostgreSql {
            return Err(Error::unsupported(format!(
                "{} has no INSERT, UPDATE or DELETE inside WITH; run two statements",
                self.dialect
            )));
        }
        match write {
            Write::Insert(insert) => self.insert(insert, &insert.rows),
            Write::Update(update) => self.update(update),
            Write::Delete(delete) => self.delete(delete),
        }
    }

    /// SQLite's RETURNING does not know the other tables.
    fn check_returning(&self, table: TableRef, others: &[Join], items: &[SelectItem]) -> Result<()> {
        if self.dialect != Dialect::Sqlite || others.is_empty() {
            return Ok(());
        }
        let foreign = items.iter().find_map(|item| match item {
            SelectItem::Entity { source, .. } => Some(*source).filter(|source| *source != table.name),
            SelectItem::Expression(node) => node.find_source(&|source| source != table.name),
        });
        foreign.map_or(Ok(()), |source| {
            Err(Error::unsupported(format!(
                "sqlite returns columns of the written table only; select those of `{}` by its keys",
                crate::sql::names::shown(source)
            )))
        })
    }

    /// MariaDB knows RETURNING after INSERT and DELETE of one table, MySQL nowhere: which of the two it is, the connection
    /// knows.
    fn returning_of(&mut self, statement: &str, others: &[Join], items: &'a [SelectItem]) -> Result<()> {
        if !items.is_empty() && self.dialect == Dialect::MySql && (statement == "UPDATE" || !others.is_empty()) {
            let tables = if others.is_empty() || statement == "UPDATE" { "" } else { " of several tables" };
            return Err(Error::unsupported(format!(
                "mysql has no {statement}{tables} … RETURNING; select the rows by their keys"
            )));
        }
        if !items.is_empty() {
            self.needs.insert_returning |= statement == "INSERT";
            self.needs.delete_returning |= statement == "DELETE";
        }
        self.returning(items)
    }
}

/// SQLite takes one of two values for a column without a word, and not the same one in INSERT and UPDATE.
pub(super) fn check_repeats<'n>(mut names: impl Iterator<Item = &'n &'static str> + Clone) -> Result<()> {
    while let Some(name) = names.next() {
        if names.clone().any(|other| other == name) {
            return Err(Error::new(ErrorKind::InvalidStatement, format!("column `{name}` gets a value twice")));
        }
    }
    Ok(())
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
