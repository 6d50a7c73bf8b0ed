//! Declared types as SQL types, by the words of SQL.
//!
//! SQLite takes any words for a type and keeps them. Words that no database knows stay as they are written, and so does
//! a column without any: its type is `SqlType::Other` with an empty text, and DDL writes nothing for that. The words mean
//! what they mean in a schema file of SQLite's dialect.

use realgar_metadata::SqlType;

use super::cursor::Cursor;
use super::lexer::Kind;

/// The type that a column was declared with.
pub(super) fn sql_type(declared: &str) -> SqlType {
    Cursor::over(declared, words)
        .and_then(|(words, numbers)| known(&words, &numbers))
        .unwrap_or_else(|| SqlType::Other(declared.trim().to_owned().into()))
}

/// The words in lower case with single spaces between, and the numbers in parentheses. `None`: there is something else.
fn words(mut cursor: Cursor<'_>) -> Option<(String, Vec<u32>)> {
    let mut words = String::new();
    let mut numbers = Vec::new();
    while let Some(token) = cursor.peek() {
        if let Some(group) = cursor.group() {
            let parsed = group.parts().iter().map(|part| part.written().parse().ok()).collect::<Option<Vec<u32>>>();
            numbers = parsed.filter(|_| numbers.is_empty())?;
            continue;
        }
        if token.kind != Kind::Word {
            return None;
        }
        words.extend((!words.is_empty()).then_some(' '));
        words += &cursor.name()?.to_ascii_lowercase();
    }
    Some((words, numbers))
}

fn known(words: &str, numbers: &[u32]) -> Option<SqlType> {
    let first = numbers.first().copied();
    Some(match words {
        "int2" | "smallint" | "small int" | "tinyint" | "year" | "tinyint unsigned" | "serial2" | "smallserial" => {
            SqlType::SmallInt
        }
        "int" | "int4" | "integer" | "mediumint" | "mediumint unsigned" | "smallint unsigned" | "serial"
        | "serial4" => SqlType::Integer,
        "big int" | "big integer" | "bigint" | "int8" | "unsigned big int" | "bigint unsigned" | "int unsigned"
        | "integer unsigned" | "unsigned int" | "unsigned integer" | "bigserial" | "serial8" => SqlType::BigInt,
        "float4" | "real" => SqlType::Real,
        "double" | "double precision" | "float" | "float8" => SqlType::Double,
        "dec" | "decimal" | "fixed" | "money" | "numeric" => {
            SqlType::Numeric { precision: first, scale: numbers.get(1).copied() }
        }
        "bool" | "boolean" => SqlType::Boolean,
        "bpchar" | "char" | "character" | "national char" | "national character" | "native character" | "nchar" => {
            SqlType::Char(first)
        }
        "char varying"
        | "character varying"
        | "national char varying"
        | "national character varying"
        | "national varchar"
        | "nchar varying"
        | "nvarchar"
        | "varchar"
        | "varying character" => SqlType::VarChar(first),
        "blob sub_type text"
        | "char large object"
        | "character large object"
        | "citext"
        | "clob"
        | "long text"
        | "long varchar"
        | "longtext"
        | "mediumtext"
        | "name"
        | "national text"
        | "ntext"
        | "text"
        | "tinytext" => SqlType::Text,
        "binary"
        | "binary large object"
        | "binary varying"
        | "blob"
        | "bytea"
        | "long blob"
        | "long varbinary"
        | "longblob"
        | "mediumblob"
        | "tinyblob"
        | "varbinary" => SqlType::Blob(first),
        "date" => SqlType::Date,
        "time" | "time without time zone" => SqlType::Time { with_time_zone: false },
        "time with time zone" | "timetz" => SqlType::Time { with_time_zone: true },
        "datetime" | "timestamp" | "timestamp without time zone" => SqlType::Timestamp { with_time_zone: false },
        "timestamp with time zone" | "timestamptz" => SqlType::Timestamp { with_time_zone: true },
        "uuid" => SqlType::Uuid,
        "json" => SqlType::Json { binary: false },
        "jsonb" => SqlType::Json { binary: true },
        _ if words == "interval" || words.starts_with("interval ") => SqlType::Interval,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_sql_are_known_whatever_their_case_and_blanks() {
        for (declared, expected) in [
            ("INTEGER", SqlType::Integer),
            ("int(11)", SqlType::Integer),
            ("UNSIGNED BIG INT", SqlType::BigInt),
            ("VARCHAR(30)", SqlType::VarChar(Some(30))),
            ("Character\n Varying ( 30 )", SqlType::VarChar(Some(30))),
            ("NUMERIC(10,2)", SqlType::Numeric { precision: Some(10), scale: Some(2) }),
            ("DECIMAL", SqlType::Numeric { precision: None, scale: None }),
            ("DATETIME", SqlType::Timestamp { with_time_zone: false }),
            ("timestamp(6) with time zone", SqlType::Timestamp { with_time_zone: true }),
            ("DOUBLE PRECISION", SqlType::Double),
            ("blob", SqlType::Blob(None)),
        ] {
            assert_eq!(sql_type(declared), expected, "{declared}");
        }
    }

    #[test]
    fn other_types_stay_as_written() {
        for declared in
            ["", "geometry(Point, 4326)", "ANY", "NUMERIC(10, -2)", "a(1)(2)", "\"int\"", "STRING", "(", "é"]
        {
            assert_eq!(sql_type(declared), SqlType::Other(declared.to_owned().into()));
        }
    }
}
