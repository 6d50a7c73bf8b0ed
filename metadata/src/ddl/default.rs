//! DEFAULT, as each dialect wants it.

use super::writer::Writer;
use crate::{Column, DefaultValue, Dialect, SqlType, Unsupported};

impl Column {
    /// Returns the column's default as an SQL expression; `None` if it has none.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for what the dialect cannot express.
    pub fn default_sql(&self, dialect: Dialect) -> Result<Option<String>, Unsupported> {
        let Some(default) = &self.default else { return Ok(None) };
        let mut writer = Writer::new(dialect, None);
        writer.default(self, default)?;
        Ok(Some(writer.finish().trim_start_matches(" DEFAULT ").to_owned()))
    }
}

impl Writer<'_> {
    /// ` DEFAULT …`.
    pub(super) fn default(&mut self, column: &Column, default: &DefaultValue) -> Result<(), Unsupported> {
        self.raw(" DEFAULT ");
        let mysql = self.dialect == Dialect::MySql;
        // MySQL accepts a bare literal for most types, and a bare CURRENT_TIMESTAMP only for timestamps.
        let is_large = matches!(column.sql_type, SqlType::Text | SqlType::Blob(_) | SqlType::Json { .. });
        let parentheses = match default {
            DefaultValue::Null | DefaultValue::Expression(_) => false,
            DefaultValue::CurrentDate | DefaultValue::CurrentTime => mysql,
            DefaultValue::CurrentTimestamp => mysql && !matches!(column.sql_type, SqlType::Timestamp { .. }),
            DefaultValue::Boolean(_) | DefaultValue::Number(_) | DefaultValue::String(_) => mysql && is_large,
        };
        self.raw(if parentheses { "(" } else { "" });
        match default {
            DefaultValue::Null => self.raw("NULL"),
            DefaultValue::Boolean(value) => self.boolean(column, *value),
            DefaultValue::Number(number) => match (&column.sql_type, number.trim()) {
                // PostgreSQL refuses 0 and 1 for booleans.
                (SqlType::Boolean, "0") => self.boolean(column, false),
                (SqlType::Boolean, "1") => self.boolean(column, true),
                (_, number) => self.raw(number),
            },
            DefaultValue::String(value) => self.string(value)?,
            DefaultValue::CurrentDate => self.raw("CURRENT_DATE"),
            DefaultValue::CurrentTime => self.raw("CURRENT_TIME"),
            // MySQL requires as many digits as the column keeps.
            DefaultValue::CurrentTimestamp if mysql && !parentheses => {
                self.raw("CURRENT_TIMESTAMP");
                let digits = self.native_type(column).map_or("(6)", digits);
                self.raw(digits);
            }
            DefaultValue::CurrentTimestamp => self.raw("CURRENT_TIMESTAMP"),
            DefaultValue::Expression(expression) => self.parenthesized(expression),
        }
        self.raw(if parentheses { ")" } else { "" });
        Ok(())
    }

    /// A boolean: a number for SQLite, and for number columns everywhere.
    fn boolean(&mut self, column: &Column, value: bool) {
        let as_number = self.dialect == Dialect::Sqlite || column.sql_type.is_integer();
        self.raw(match (as_number, value) {
            (true, true) => "1",
            (true, false) => "0",
            (false, true) => "true",
            (false, false) => "false",
        });
    }
}

/// What stands in the parentheses of a type, with them.
fn digits(sql: &str) -> &str {
    match (sql.find('('), sql.find(')')) {
        (Some(start), Some(end)) if start < end => &sql[start..=end],
        _ => "",
    }
}
