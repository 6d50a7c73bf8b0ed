//! One column of a CREATE TABLE.

use super::writer::Writer;
use crate::{Check, Column, DefaultValue, Dialect, Generated, GeneratedStorage, Identity, Table, Unsupported};

impl Writer<'_> {
    /// `name TYPE COLLATE … NOT NULL DEFAULT …`.
    pub(super) fn column(&mut self, table: &Table, column: &Column) -> Result<(), Unsupported> {
        self.name(&column.name)?;
        let type_starts = self.position();
        self.raw(" ");
        self.column_type(table, column)?;
        if self.ends_with(" ") {
            // SQLite's columns without a type.
            self.truncate(type_starts);
        }
        if let Some(collation) = &column.collation {
            self.collation(collation)?;
        }
        if self.is_rowid(table, column) {
            self.rowid(table, column)?;
        } else {
            self.computed(column)?;
            self.nullability(table, column)?;
            self.counter(column)?;
        }
        if let (Some(default), None) = (&column.default, &column.generated)
            && !self.counts_instead(column, default)
        {
            self.default(column, default)?;
        }
        self.on_update(column)?;
        if self.dialect == Dialect::MySql {
            self.raw(if column.invisible { " INVISIBLE" } else { "" });
            if let Some(comment) = &column.comment {
                self.raw(" COMMENT ");
                self.string(comment)?;
            }
            for check in &*table.checks {
                if self.is_beside(check, column) {
                    self.raw(" ");
                    self.check(check)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the check is written beside the column.
    pub(super) fn is_beside(&self, check: &Check, column: &Column) -> bool {
        self.dialect == Dialect::MySql && check.column.as_ref() == Some(&column.name)
    }

    /// Whether IDENTITY is written in place of the default: a sequence of PostgreSQL's is only known there.
    fn counts_instead(&self, column: &Column, default: &DefaultValue) -> bool {
        self.dialect != Dialect::PostgreSql && column.identity.is_some() && default.is_sequence()
    }

    /// MySQL's ON UPDATE.
    fn on_update(&mut self, column: &Column) -> Result<(), Unsupported> {
        let Some(sql) = &column.on_update else { return Ok(()) };
        if self.dialect != Dialect::MySql {
            let cure = "set the value in UPDATE, or write a trigger and leave the clause out with MetaData::supported";
            return Err(self.unsupported(format!("the column `{}` cannot have ON UPDATE; {cure}", column.name)));
        }
        self.raw(" ON UPDATE ");
        self.raw(sql);
        Ok(())
    }

    /// Whether NOT NULL must be written as a check: MariaDB's generated columns do not accept it.
    pub(super) fn needs_not_null_check(&self, table: &Table, column: &Column) -> bool {
        let is_computed = column.generated.as_ref().is_some_and(|generated| !is_row_time(generated));
        self.dialect == Dialect::MySql && is_computed && !table.is_nullable(column)
    }

    /// SQLite's ` PRIMARY KEY` of a single column: only here may AUTOINCREMENT follow.
    fn rowid(&mut self, table: &Table, column: &Column) -> Result<(), Unsupported> {
        if let Some(name) = &table.primary_key.name {
            self.raw(" CONSTRAINT ");
            self.name(name)?;
        }
        self.raw(" PRIMARY KEY");
        self.on_conflict(table.primary_key.on_conflict, &column.name)?;
        if let Some(identity) = &column.identity {
            self.unit_steps(column, identity)?;
            self.raw(if identity.never_reused { " AUTOINCREMENT" } else { "" });
        }
        Ok(())
    }

    fn computed(&mut self, column: &Column) -> Result<(), Unsupported> {
        let Some(generated) = &column.generated else { return Ok(()) };
        self.raw(" GENERATED ALWAYS AS ");
        // MariaDB's versions of rows.
        if self.dialect == Dialect::MySql && is_row_time(generated) {
            self.raw(&generated.expression);
            return Ok(());
        }
        self.parenthesized(&generated.expression);
        match generated.storage {
            GeneratedStorage::Stored => self.raw(" STORED"),
            GeneratedStorage::Virtual if self.dialect == Dialect::PostgreSql => {
                let name = &column.name;
                return Err(self.unsupported(format!("the generated column `{name}` cannot be virtual; write STORED")));
            }
            GeneratedStorage::Virtual => self.raw(" VIRTUAL"),
        }
        Ok(())
    }

    fn nullability(&mut self, table: &Table, column: &Column) -> Result<(), Unsupported> {
        if table.is_nullable(column) {
            // There, a TIMESTAMP without a word may be NOT NULL: a server's option says so.
            let is_timestamp = || {
                column.generated.is_none()
                    && self.native_type(column).is_some_and(|sql| starts_with_word(sql, "timestamp"))
            };
            self.raw(if self.dialect == Dialect::MySql && is_timestamp() { " NULL" } else { "" });
            return Ok(());
        }
        let implied = self.dialect == Dialect::PostgreSql && self.is_identity(column);
        let implied = implied || column.generated.as_ref().is_some_and(is_row_time);
        if !implied && !self.needs_not_null_check(table, column) {
            self.raw(" NOT NULL");
            self.on_conflict(column.on_conflict, &column.name)?;
        }
        Ok(())
    }

    /// PostgreSQL's IDENTITY, MySQL's `AUTO_INCREMENT`. Only the former has ALWAYS; the latter, as in SQLAlchemy,
    /// accepts values that are given.
    fn counter(&mut self, column: &Column) -> Result<(), Unsupported> {
        let Some(identity) = &column.identity else { return Ok(()) };
        match self.dialect {
            Dialect::Sqlite => {
                let message =
                    format!("`{}` cannot count up; only an INTEGER PRIMARY KEY with a rowid can", column.name);
                return Err(self.unsupported(message));
            }
            Dialect::PostgreSql if self.is_identity(column) => self.identity(identity),
            Dialect::PostgreSql => {}
            Dialect::MySql => {
                self.unit_increment(column, identity)?;
                self.raw(" AUTO_INCREMENT");
            }
        }
        Ok(())
    }

    /// Whether PostgreSQL counts the column up by IDENTITY, and not by SERIAL or the default of a sequence.
    fn is_identity(&self, column: &Column) -> bool {
        let is_serial = || self.native_type(column).is_some_and(|sql| sql.to_ascii_lowercase().contains("serial"));
        let has_sequence = || column.default.as_ref().is_some_and(DefaultValue::is_sequence);
        column.identity.is_some() && !is_serial() && !has_sequence()
    }

    fn identity(&mut self, identity: &Identity) {
        self.raw(if identity.always { " GENERATED ALWAYS AS IDENTITY" } else { " GENERATED BY DEFAULT AS IDENTITY" });
        let numbers = [
            ("START WITH", identity.start),
            ("INCREMENT BY", identity.increment),
            ("MINVALUE", identity.minimum),
            ("MAXVALUE", identity.maximum),
            ("CACHE", identity.cache),
        ];
        let numbers = numbers.into_iter().filter_map(|(words, number)| Some(format!("{words} {}", number?)));
        let options: Vec<String> = numbers.chain(identity.cycle.then(|| "CYCLE".into())).collect();
        if !options.is_empty() {
            self.raw(&format!(" ({})", options.join(" ")));
        }
    }

    /// Returns an error unless the counter starts at 1 and counts by 1.
    fn unit_steps(&self, column: &Column, identity: &Identity) -> Result<(), Unsupported> {
        if identity.start.unwrap_or(1) != 1 {
            return Err(self.unsupported(format!("the identity column `{}` can only start at 1", column.name)));
        }
        self.unit_increment(column, identity)
    }

    fn unit_increment(&self, column: &Column, identity: &Identity) -> Result<(), Unsupported> {
        if identity.increment.unwrap_or(1) != 1 {
            return Err(self.unsupported(format!("the identity column `{}` can only count by 1", column.name)));
        }
        Ok(())
    }
}

/// Whether a type begins with this word, which is in lower case.
fn starts_with_word(sql: &str, word: &str) -> bool {
    let end = sql.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(sql.len());
    sql[..end].eq_ignore_ascii_case(word)
}

/// Whether it is the time from which on, or until which, MariaDB's row is as it is.
fn is_row_time(generated: &Generated) -> bool {
    matches!(&*generated.expression, "ROW START" | "ROW END")
}
