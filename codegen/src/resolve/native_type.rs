//! Types whose words say more than the model's type does: they are kept for DDL of their own dialect.

use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{Dialect, NativeType, SqlType};

use crate::syntax::declared::Column;

/// The type in the words of the file's dialect, unless DDL of that dialect writes the same from the model's type.
pub(super) fn native_type(column: &Column, sql_type: &SqlType, dialect: Option<Dialect>) -> Option<NativeType> {
    let dialect = dialect?;
    let name = &column.sql_type.name;
    if column.character_set.is_none() {
        let is_kept_anyway = matches!(sql_type, SqlType::Enum(_) | SqlType::Array(_) | SqlType::Other(_));
        // MySQL's ENUM is still text here.
        if is_kept_anyway || name.words == "enum" || is_plain(name, sql_type, dialect) {
            return None;
        }
    }
    let mut native = NativeType::new(dialect, "");
    native.sql = match &column.character_set {
        Some(set) => format!("{} CHARACTER SET {set}", name.text).into(),
        None => name.text.clone().into(),
    };
    Some(native)
}

/// Whether the dialect's DDL writes the model's type in these words, or in others that mean the same there.
fn is_plain(name: &TypeName, sql_type: &SqlType, dialect: Dialect) -> bool {
    let words = name.words.as_str();
    let arguments = name.arguments.join(",");
    let whole = if arguments.is_empty() { words.to_owned() } else { format!("{words}({arguments})") };
    // UNSIGNED, ZEROFILL, BINARY, a schema or quotes.
    if squeezed(&name.text) != squeezed(&whole) {
        return false;
    }
    let Some(family) = name.family() else { return false };
    match dialect {
        Dialect::PostgreSql => is_plain_postgresql(family, words, name.arguments.is_empty()),
        Dialect::MySql => is_plain_mysql(words, &arguments, sql_type),
        _ => is_plain_sqlite(words, sql_type),
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
