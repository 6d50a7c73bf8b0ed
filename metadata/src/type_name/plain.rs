//! Whether a type's words say no more than the model's type does, so that DDL writes the same without them.

use super::{Family, TypeName};
use crate::{Dialect, SqlType};

impl TypeName {
    /// Returns whether the dialect's DDL writes the model's type in these words, or in others that mean the same there.
    #[must_use]
    pub fn is_plain(&self, sql_type: &SqlType, dialect: Dialect) -> bool {
        let words = self.words.as_str();
        let arguments = self.arguments.join(",");
        let whole = if arguments.is_empty() { words.to_owned() } else { format!("{words}({arguments})") };
        // UNSIGNED, ZEROFILL, BINARY, a schema or quotes.
        if squeezed(&self.text) != squeezed(&whole) {
            return false;
        }
        let Some(family) = self.family() else { return false };
        match dialect {
            Dialect::PostgreSql => is_plain_postgresql(family, words, self.arguments.is_empty()),
            Dialect::MySql => is_plain_mysql(words, &arguments, sql_type),
            _ => is_plain_sqlite(words, sql_type),
        }
    }
}

fn is_plain_postgresql(family: Family, words: &str, no_arguments: bool) -> bool {
    match family {
        Family::SmallInt => matches!(words, "int2" | "smallint"),
        Family::Integer => matches!(words, "int" | "int4" | "integer"),
        Family::BigInt => matches!(words, "int8" | "bigint"),
        Family::Real | Family::Double | Family::Float | Family::Boolean | Family::VarChar => true,
        Family::Numeric => matches!(words, "dec" | "decimal" | "numeric"),
        Family::Char => words != "bpchar",
        Family::Text => words == "text",
        Family::Blob => words == "bytea",
        Family::Date | Family::Uuid | Family::Json | Family::JsonBinary => true,
        Family::Time | Family::TimeTz | Family::Timestamp | Family::TimestampTz => no_arguments,
        Family::Interval => words == "interval" && no_arguments,
        _ => false,
    }
}

fn is_plain_mysql(words: &str, arguments: &str, sql_type: &SqlType) -> bool {
    match words {
        "smallint" | "int" | "integer" | "bigint" | "double" | "double precision" | "text" | "date" | "json" => {
            arguments.is_empty()
        }
        "bool" | "boolean" => true,
        "tinyint" => *sql_type == SqlType::Boolean,
        "dec" | "decimal" | "numeric" | "char" | "character" | "varchar" | "character varying" => true,
        "varbinary" => true,
        "datetime" | "time" => arguments == "6",
        _ => false,
    }
}

/// SQLite shows a type as it was written, so only the very same words are plain.
fn is_plain_sqlite(words: &str, sql_type: &SqlType) -> bool {
    let written = match sql_type {
        SqlType::SmallInt => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInt => "bigint",
        SqlType::Real => "real",
        SqlType::Double => "double",
        SqlType::Numeric { .. } => "numeric",
        SqlType::Boolean => "boolean",
        SqlType::Char(_) => "char",
        SqlType::VarChar(_) => "varchar",
        SqlType::Text => "text",
        SqlType::Blob(_) => "blob",
        SqlType::Date => "date",
        SqlType::Time { .. } => "time",
        SqlType::Timestamp { .. } => "datetime",
        SqlType::Json { .. } => "json",
        _ => return false,
    };
    words == written
}

/// Lower case, without spaces.
fn squeezed(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}
