//! How each dialect spells a column's type.

use std::fmt::Write as _;

use super::writer::Writer;
use crate::{Column, Dialect, EnumType, SqlType, Table, Text, Unsupported};

/// MySQL's longest VARBINARY. A row is limited to 65,535 bytes.
const MYSQL_VARBINARY_BYTES: u32 = 65_532;

impl Writer<'_> {
    /// The type of a column of this table.
    pub(super) fn column_type(&mut self, table: &Table, column: &Column) -> Result<(), Unsupported> {
        if let Some(native) = self.native_type(column) {
            self.raw(native);
            return Ok(());
        }
        if self.dialect == Dialect::Sqlite {
            let is_rowid = self.is_rowid(table, column);
            if is_rowid || (table.strict && column.sql_type.is_integer()) {
                // Only a column of exactly this type is an alias of the rowid and counts up.
                self.raw("INTEGER");
                return Ok(());
            }
            if let (true, Some(name)) = (table.strict, strict_type(&column.sql_type)) {
                self.raw(name);
                return Ok(());
            }
        }
        self.sql_type(&column.sql_type, &column.name)
    }

    /// The type in the dialect's own words, if the column has them.
    pub(super) fn native_type<'c>(&self, column: &'c Column) -> Option<&'c str> {
        let native = column.native_type.as_ref().filter(|native| self.native && native.dialect == self.dialect)?;
        Some(&native.sql)
    }

    /// Whether the column is SQLite's `INTEGER PRIMARY KEY`: another name of the rowid.
    pub(super) fn is_rowid(&self, table: &Table, column: &Column) -> bool {
        if self.dialect != Dialect::Sqlite || table.without_rowid || *table.primary_key.columns != [column.name.clone()]
        {
            return false;
        }
        if self.native_type(column).is_some() {
            return false;
        }
        column.sql_type == SqlType::Integer || (column.sql_type.is_integer() && column.identity.is_some())
    }

    /// The enum of a column whose values are part of the column, not of a type of its own.
    pub(super) fn inline_enum(&self, column: &Column) -> Option<&EnumType> {
        let SqlType::Enum(name) = &column.sql_type else { return None };
        let enum_type = self.metadata?.enum_type(name)?;
        (!enum_type.is_object(self.dialect)).then_some(enum_type)
    }

    fn sql_type(&mut self, sql_type: &SqlType, column: &str) -> Result<(), Unsupported> {
        use Dialect::{MySql, PostgreSql, Sqlite};
        let dialect = self.dialect;
        let name = match (sql_type, dialect) {
            (SqlType::SmallInt, _) => "SMALLINT",
            (SqlType::Integer, _) => "INTEGER",
            (SqlType::BigInt, _) => "BIGINT",
            // REAL has 64 bits in MySQL.
            (SqlType::Real, MySql) => "FLOAT",
            (SqlType::Real, _) => "REAL",
            (SqlType::Double, PostgreSql) => "DOUBLE PRECISION",
            (SqlType::Double, _) => "DOUBLE",
            (SqlType::Numeric { precision, scale }, _) => return self.numeric(*precision, *scale),
            (SqlType::Boolean, MySql) => "BOOL",
            (SqlType::Boolean, _) => "BOOLEAN",
            (SqlType::Char(length), _) => return self.sized("CHAR", *length),
            (SqlType::VarChar(None), MySql) => {
                return Err(
                    self.unsupported(format!("VARCHAR needs a length; write VARCHAR(n) or TEXT for `{column}`"))
                );
            }
            (SqlType::VarChar(length), _) => return self.sized("VARCHAR", *length),
            (SqlType::Text, _) => "TEXT",
            (SqlType::Blob(_), PostgreSql) => "BYTEA",
            (SqlType::Blob(Some(length)), MySql) if *length <= MYSQL_VARBINARY_BYTES => {
                return self.sized("VARBINARY", Some(*length));
            }
            (SqlType::Blob(length), _) => return self.sized("BLOB", *length),
            (SqlType::Date, _) => "DATE",
            (SqlType::Time { with_time_zone: true }, PostgreSql) => "TIME WITH TIME ZONE",
            (SqlType::Time { with_time_zone: false }, PostgreSql) => "TIME WITHOUT TIME ZONE",
            (SqlType::Time { .. }, Sqlite) => "TIME",
            (SqlType::Timestamp { with_time_zone: true }, PostgreSql) => "TIMESTAMP WITH TIME ZONE",
            (SqlType::Timestamp { with_time_zone: false }, PostgreSql) => "TIMESTAMP WITHOUT TIME ZONE",
            (SqlType::Timestamp { .. }, Sqlite) => "DATETIME",
            // Without the 6, MySQL silently drops fractions of a second; the other two keep microseconds.
            (SqlType::Time { .. }, MySql) => "TIME(6)",
            (SqlType::Timestamp { .. }, MySql) => "DATETIME(6)",
            (SqlType::Interval, MySql) => {
                return Err(self.unsupported(format!("there is no INTERVAL type for `{column}`")));
            }
            (SqlType::Interval, _) => "INTERVAL",
            (SqlType::Uuid, PostgreSql) => "UUID",
            // As text, with its four hyphens.
            (SqlType::Uuid, _) => "CHAR(36)",
            (SqlType::Json { binary: true }, PostgreSql) => "JSONB",
            (SqlType::Json { .. }, _) => "JSON",
            (SqlType::Enum(name), _) => return self.enum_column(name, column),
            (SqlType::Array(element), PostgreSql) => {
                self.raw(element);
                if element.ends_with(']') { "" } else { "[]" }
            }
            (SqlType::Array(_), _) => return Err(self.unsupported(format!("there are no arrays, such as `{column}`"))),
            (other, PostgreSql | MySql) if other.is_any() => {
                let cure = "give it a type";
                return Err(self.unsupported(format!("the column `{column}` keeps values of any type; {cure}")));
            }
            (SqlType::Other(name), _) => name,
        };
        self.raw(name);
        Ok(())
    }

    /// `NAME(length)`.
    #[expect(clippy::unnecessary_wraps, reason = "it ends the arms of a match of Results")]
    fn sized(&mut self, name: &str, length: Option<u32>) -> Result<(), Unsupported> {
        self.raw(name);
        if let Some(length) = length {
            self.raw(&format!("({length})"));
        }
        Ok(())
    }

    /// `NUMERIC(precision, scale)`.
    #[expect(clippy::unnecessary_wraps, reason = "it ends the arms of a match of Results")]
    fn numeric(&mut self, precision: Option<u32>, scale: Option<u32>) -> Result<(), Unsupported> {
        let mut sql = String::from("NUMERIC");
        if let Some(precision) = precision {
            // Writing to a `String` cannot fail.
            let _ = write!(sql, "({precision}");
            if let Some(scale) = scale {
                let _ = write!(sql, ", {scale}");
            }
            sql.push(')');
        }
        self.raw(&sql);
        Ok(())
    }

    /// An enum: its own type in PostgreSQL, ENUM(…) in MySQL, else text with a check beside it.
    fn enum_column(&mut self, name: &str, column: &str) -> Result<(), Unsupported> {
        let known = self.metadata.and_then(|metadata| metadata.enum_type(name));
        let Some(enum_type) = known else {
            if self.dialect == Dialect::PostgreSql {
                let (schema, name) = name.split_once('.').map_or((None, name), |(schema, name)| (Some(schema), name));
                return self.qualified(schema, name);
            }
            let cure = "use MetaData::create_table_sql";
            return Err(
                self.unsupported(format!("the labels of `{name}`, the type of `{column}`, are not known; {cure}"))
            );
        };
        if enum_type.is_object(self.dialect) {
            return self.qualified(enum_type.schema.as_deref(), &enum_type.name);
        }
        if self.dialect == Dialect::MySql {
            self.raw("ENUM(");
            self.strings(&enum_type.labels)?;
            self.raw(")");
            return Ok(());
        }
        self.sized("VARCHAR", Some(longest(&enum_type.labels)))
    }
}

/// The characters of the longest label.
fn longest(labels: &[Text]) -> u32 {
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
    u32::try_from(longest).unwrap_or(u32::MAX).max(1)
}

/// The type of a column in a STRICT table, which knows only six.
fn strict_type(sql_type: &SqlType) -> Option<&'static str> {
    Some(match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Boolean => "INTEGER",
        SqlType::Real | SqlType::Double => "REAL",
        // Exact numbers come as text or as integers.
        SqlType::Numeric { .. } => "ANY",
        SqlType::Blob(_) => "BLOB",
        SqlType::Char(_)
        | SqlType::VarChar(_)
        | SqlType::Text
        | SqlType::Date
        | SqlType::Time { .. }
        | SqlType::Timestamp { .. }
        | SqlType::Interval
        | SqlType::Uuid
        | SqlType::Json { .. }
        | SqlType::Enum(_) => "TEXT",
        SqlType::Array(_) | SqlType::Other(_) => return None,
    })
}
