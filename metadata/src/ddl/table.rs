//! CREATE TABLE and DROP TABLE.

use super::expression::without_parentheses;
use super::writer::Writer;
use crate::{Check, Column, Dialect, ForeignKey, Table, TableOption, Unsupported};

/// The option of a table whose rows are not written to the log.
const UNLOGGED: &str = "UNLOGGED";

impl Writer<'_> {
    /// CREATE TABLE, without the foreign keys that are added later.
    pub(super) fn create_table(
        mut self,
        table: &Table,
        later: &dyn Fn(&ForeignKey) -> bool,
    ) -> Result<String, Unsupported> {
        if table.columns.is_empty() && self.dialect != Dialect::PostgreSql {
            return Err(self.unsupported(format!("the table `{}` has no columns", table.name)));
        }
        if let Some(module) = &table.module {
            return self.create_virtual_table(table, module);
        }
        self.raw(if self.is_unlogged(table) { "CREATE UNLOGGED TABLE " } else { "CREATE TABLE " });
        self.qualified(table.schema.as_deref(), &table.name)?;
        self.raw(" (");
        let mut separator = "\n    ";
        let mut next = |writer: &mut Self| writer.raw(std::mem::replace(&mut separator, ",\n    "));

        for column in &*table.columns {
            next(&mut self);
            self.column_comment(column);
            self.column(table, column)?;
        }
        let beside_column = table.columns.iter().any(|column| self.is_rowid(table, column));
        if !table.primary_key.columns.is_empty() && !beside_column {
            next(&mut self);
            self.primary_key(table)?;
        }
        for unique in &*table.uniques {
            next(&mut self);
            self.unique(unique)?;
        }
        for check in &*table.checks {
            let is_written = self.has_domain(check) || table.columns.iter().any(|column| self.is_beside(check, column));
            if !is_written && self.is_checked(check) {
                next(&mut self);
                self.check(check)?;
            }
        }
        for option in &*table.options {
            if option.dialect == self.dialect && is_element(&option.sql) {
                next(&mut self);
                self.raw(&option.sql);
            }
        }
        for exclude in &*table.excludes {
            next(&mut self);
            self.exclude(exclude)?;
        }
        for column in &*table.columns {
            if let Some(labels) = self.unchecked_labels(table, column) {
                next(&mut self);
                self.label_check(column, &labels)?;
            }
            if self.needs_not_null_check(table, column) {
                next(&mut self);
                self.not_null_check(column)?;
            }
        }
        for key in table.foreign_keys.iter().filter(|key| !later(key)) {
            next(&mut self);
            self.foreign_key(table, key)?;
        }

        self.raw(if table.columns.is_empty() { ")" } else { "\n)" });
        self.table_options(table)?;
        Ok(self.finish())
    }

    fn create_virtual_table(mut self, table: &Table, module: &str) -> Result<String, Unsupported> {
        if self.dialect != Dialect::Sqlite {
            return Err(self.unsupported(format!("the table `{}` is a virtual one of SQLite", table.name)));
        }
        self.raw("CREATE VIRTUAL TABLE ");
        self.qualified(table.schema.as_deref(), &table.name)?;
        self.raw(" USING ");
        self.raw(module);
        Ok(self.finish())
    }

    pub(super) fn drop_table(mut self, table: &Table) -> Result<String, Unsupported> {
        self.raw("DROP TABLE ");
        self.qualified(table.schema.as_deref(), &table.name)?;
        Ok(self.finish())
    }

    /// What follows the closing parenthesis.
    fn table_options(&mut self, table: &Table) -> Result<(), Unsupported> {
        match self.dialect {
            // Both say how SQLite stores the rows, not what they are, so other databases need nothing in their place.
            Dialect::Sqlite => self.raw(match (table.without_rowid, table.strict) {
                (true, true) => " WITHOUT ROWID, STRICT",
                (true, false) => " WITHOUT ROWID",
                (false, true) => " STRICT",
                (false, false) => "",
            }),
            Dialect::PostgreSql => {}
            Dialect::MySql => {
                let start = table.columns.iter().find_map(|column| column.identity?.start).filter(|start| *start != 1);
                if let Some(start) = start {
                    self.raw(&format!(" AUTO_INCREMENT = {start}"));
                }
                if let Some(comment) = &table.comment {
                    self.raw(" COMMENT = ");
                    self.string(comment)?;
                }
            }
        }
        self.options(&table.options);
        Ok(())
    }

    /// The options of this dialect, each after a space.
    pub(super) fn options(&mut self, options: &[TableOption]) {
        for option in options {
            if option.dialect == self.dialect && option.sql != UNLOGGED && !is_element(&option.sql) {
                self.raw(" ");
                self.raw(&option.sql);
            }
        }
    }

    /// PostgreSQL's UNLOGGED, the one option that stands before the name.
    fn is_unlogged(&self, table: &Table) -> bool {
        let is_unlogged = |option: &TableOption| option.dialect == self.dialect && option.sql == UNLOGGED;
        table.options.iter().any(is_unlogged)
    }

    /// Whether the check is written: one that is not enforced demands nothing, and only MySQL has it.
    fn is_checked(&self, check: &Check) -> bool {
        !check.not_enforced || self.dialect == Dialect::MySql
    }

    /// Whether the check comes with the domain of its column.
    fn has_domain(&self, check: &Check) -> bool {
        self.dialect == Dialect::PostgreSql && check.domain.is_some()
    }

    /// The labels of an enum column whose values are not checked yet.
    fn unchecked_labels(&self, table: &Table, column: &Column) -> Option<crate::List<crate::Text>> {
        let labels = &self.inline_enum(column)?.labels;
        if self.dialect == Dialect::MySql || labels.is_empty() || has_label_check(table, column) {
            return None;
        }
        Some(labels.clone())
    }
}

/// Whether it stands among the columns: MariaDB's periods, and keys over them.
fn is_element(option: &str) -> bool {
    option.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("PERIOD "))
        || option.to_ascii_uppercase().contains(" WITHOUT OVERLAPS")
}

/// Whether the table has a check that begins with `column IN (`.
fn has_label_check(table: &Table, column: &Column) -> bool {
    table.checks.iter().any(|check| {
        let unquoted = without_parentheses(&check.expression).trim_start_matches(['"', '`', '[']);
        let name = column.name.as_ref();
        let Some((start, rest)) = unquoted.split_at_checked(name.len()) else { return false };
        let rest = rest.trim_start_matches(['"', '`', ']']).trim_start();
        start.eq_ignore_ascii_case(name)
            && rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("in"))
            && rest[2..].trim_start().starts_with('(')
    })
}
