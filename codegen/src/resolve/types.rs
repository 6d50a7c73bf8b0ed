//! SQL's words for types, of all dialects: what type each is, and how its values look in Rust.

use realgar_metadata::{Dialect, SqlType};

use crate::model::Mapping;
use crate::naming;
use crate::syntax::declared::Type;

/// A type that is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) sql_type: SqlType,
    pub(super) mapping: Mapping,
    /// SERIAL: the database counts up.
    pub(super) counted: bool,
    /// The values are read in another form than the database's own; which.
    pub(super) note: Option<&'static str>,
}

/// Words of each family. A word may be in one family only.
const FAMILIES: &[(Family, &[&str])] = &[
    (Family::SmallInt, &["int2", "smallint", "small int", "tinyint", "year"]),
    (Family::Integer, &["int", "int4", "integer", "mediumint"]),
    (Family::BigInt, &["big int", "big integer", "bigint", "int8"]),
    (Family::SmallSerial, &["serial2", "smallserial"]),
    (Family::Serial, &["serial", "serial4"]),
    (Family::BigSerial, &["bigserial", "serial8"]),
    (Family::Real, &["float4", "real"]),
    (Family::Float, &["float"]),
    (Family::Double, &["double", "double precision", "float8"]),
    (Family::Numeric, &["dec", "decimal", "fixed", "money", "numeric"]),
    (Family::Boolean, &["bool", "boolean"]),
    (
        Family::Char,
        &["bpchar", "char", "character", "national char", "national character", "native character", "nchar"],
    ),
    (
        Family::VarChar,
        &[
            "char varying",
            "character varying",
            "national char varying",
            "national character varying",
            "national varchar",
            "nchar varying",
            "nvarchar",
            "varchar",
            "varying character",
        ],
    ),
    (
        Family::Text,
        &[
            "blob sub_type text",
            "char large object",
            "character large object",
            "citext",
            "clob",
            "long text",
            "long varchar",
            "longtext",
            "mediumtext",
            "name",
            "national text",
            "ntext",
            "text",
            "tinytext",
        ],
    ),
    (
        Family::Blob,
        &[
            "binary",
            "binary large object",
            "binary varying",
            "blob",
            "blob sub_type binary",
            "bytea",
            "long blob",
            "long varbinary",
            "longblob",
            "mediumblob",
            "tinyblob",
            "varbinary",
        ],
    ),
    (Family::Date, &["date"]),
    (Family::Time, &["time", "time without time zone"]),
    (Family::Timestamp, &["datetime", "timestamp", "timestamp without time zone"]),
    (Family::TimestampTz, &["timestamp with time zone", "timestamptz"]),
    (Family::Uuid, &["uuid"]),
    (Family::Json, &["json"]),
    (Family::JsonBinary, &["jsonb"]),
    (Family::Bit, &["bit"]),
    (
        Family::AsText,
        &[
            "bit varying",
            "box",
            "cidr",
            "circle",
            "cube",
            "daterange",
            "datemultirange",
            "hstore",
            "inet",
            "inet4",
            "inet6",
            "int4multirange",
            "int4range",
            "int8multirange",
            "int8range",
            "interval",
            "interval day",
            "interval day to hour",
            "interval day to minute",
            "interval day to second",
            "interval hour",
            "interval hour to minute",
            "interval hour to second",
            "interval minute",
            "interval minute to second",
            "interval month",
            "interval second",
            "interval year",
            "interval year to month",
            "jsonpath",
            "line",
            "lseg",
            "lquery",
            "ltree",
            "ltxtquery",
            "macaddr",
            "macaddr8",
            "nummultirange",
            "numrange",
            "path",
            "pg_lsn",
            "regclass",
            "regproc",
            "regtype",
            "set",
            "time with time zone",
            "timetz",
            "tsmultirange",
            "tsquery",
            "tsrange",
            "tstzmultirange",
            "tstzrange",
            "tsvector",
            "varbit",
            "vector",
            "xml",
        ],
    ),
    (Family::Shape, &["point", "polygon"]),
    (
        Family::AsBlob,
        &[
            "geography",
            "geomcollection",
            "geometry",
            "geometrycollection",
            "linestring",
            "multilinestring",
            "multipoint",
            "multipolygon",
            "raster",
        ],
    ),
    (Family::Oid, &["oid", "xid", "cid"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    SmallInt,
    Integer,
    BigInt,
    SmallSerial,
    Serial,
    BigSerial,
    Real,
    Float,
    Double,
    Numeric,
    Boolean,
    Char,
    VarChar,
    Text,
    Blob,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    Json,
    JsonBinary,
    Bit,
    /// Read as the text that the database shows.
    AsText,
    /// Text in PostgreSQL, bytes in MySQL.
    Shape,
    /// Read as bytes.
    AsBlob,
    Oid,
}

/// What a type's words mean in a dialect; `None`: no dialect knows them.
pub(super) fn known(declared: &Type, dialect: Option<Dialect>) -> Option<Known> {
    let family = family(&declared.words)?;
    if declared.array {
        let element = declared.text.trim_end_matches("[]").trim_end().to_owned();
        return Some(other(
            SqlType::Array(element.into()),
            Mapping::Text,
            "the text that the database shows for an array",
        ));
    }
    let first = number(declared, 0);
    let sqlite = dialect == Some(Dialect::Sqlite);
    Some(match family {
        // MySQL has no other boolean, and its dumps write BOOLEAN like this.
        Family::SmallInt
            if declared.words == "tinyint"
                && first == Some(1)
                && !declared.unsigned
                && !matches!(dialect, Some(Dialect::Sqlite | Dialect::PostgreSql)) =>
        {
            plain(SqlType::Boolean, Mapping::Boolean)
        }
        Family::SmallInt if declared.unsigned && declared.words != "tinyint" => integer(sqlite),
        Family::SmallInt => plain(SqlType::SmallInt, Mapping::SmallInt),
        Family::Integer if declared.unsigned && declared.words != "mediumint" => {
            plain(SqlType::BigInt, Mapping::BigInt)
        }
        Family::Integer => integer(sqlite),
        Family::BigInt if declared.unsigned => other(
            SqlType::BigInt,
            Mapping::BigInt,
            "a signed number of 64 bits, so values above 9223372036854775807 are errors",
        ),
        Family::BigInt => plain(SqlType::BigInt, Mapping::BigInt),
        Family::SmallSerial => counted(SqlType::SmallInt, Mapping::SmallInt),
        Family::Serial if dialect == Some(Dialect::MySql) => counted(SqlType::BigInt, Mapping::BigInt),
        Family::Serial => counted(SqlType::Integer, Mapping::Integer),
        Family::BigSerial => counted(SqlType::BigInt, Mapping::BigInt),
        // SQLite keeps 64 bits whatever the column is called; read as 32 they would be cut.
        Family::Real if sqlite => plain(SqlType::Real, Mapping::Double),
        Family::Real => plain(SqlType::Real, Mapping::Real),
        Family::Float => match (dialect, first) {
            (Some(Dialect::Sqlite), _) => plain(SqlType::Double, Mapping::Double),
            (_, Some(precision)) if precision <= 24 => plain(SqlType::Real, Mapping::Real),
            (Some(Dialect::MySql), None) => plain(SqlType::Real, Mapping::Real),
            _ => plain(SqlType::Double, Mapping::Double),
        },
        Family::Double => plain(SqlType::Double, Mapping::Double),
        Family::Numeric => plain(SqlType::Numeric { precision: first, scale: number(declared, 1) }, Mapping::Numeric),
        Family::Boolean => plain(SqlType::Boolean, Mapping::Boolean),
        Family::Char => plain(SqlType::Char(first), Mapping::Text),
        Family::VarChar => plain(SqlType::VarChar(first), Mapping::Text),
        Family::Text => plain(SqlType::Text, Mapping::Text),
        Family::Blob => plain(SqlType::Blob(first), Mapping::Blob),
        Family::Date => plain(SqlType::Date, Mapping::Date),
        Family::Time => plain(SqlType::Time { with_time_zone: false }, Mapping::Time),
        Family::Timestamp => plain(SqlType::Timestamp { with_time_zone: false }, Mapping::Timestamp),
        Family::TimestampTz => plain(SqlType::Timestamp { with_time_zone: true }, Mapping::TimestampTz),
        Family::Uuid => plain(SqlType::Uuid, Mapping::Uuid),
        Family::Json => plain(SqlType::Json { binary: false }, Mapping::Json),
        Family::JsonBinary => plain(SqlType::Json { binary: true }, Mapping::Json),
        Family::Bit if dialect == Some(Dialect::MySql) && first.unwrap_or(1) == 1 => {
            plain(SqlType::Boolean, Mapping::Boolean)
        }
        Family::Bit if dialect == Some(Dialect::MySql) => as_bytes(declared),
        Family::Bit | Family::AsText => as_text(declared),
        Family::Shape if dialect == Some(Dialect::MySql) => as_bytes(declared),
        Family::Shape => as_text(declared),
        Family::AsBlob => as_bytes(declared),
        Family::Oid => plain(SqlType::Other(declared.text.clone().into()), Mapping::BigInt),
    })
}

/// The known word that an unknown one is like.
pub(super) fn like(words: &str) -> Option<&'static str> {
    naming::closest(words, FAMILIES.iter().flat_map(|(_, words)| words.iter().copied()))
}

fn family(words: &str) -> Option<Family> {
    FAMILIES.iter().find(|(_, known)| known.contains(&words)).map(|(family, _)| *family)
}

fn number(declared: &Type, at: usize) -> Option<u32> {
    declared.arguments.get(at)?.parse().ok()
}

fn plain(sql_type: SqlType, mapping: Mapping) -> Known {
    Known { sql_type, mapping, counted: false, note: None }
}

fn counted(sql_type: SqlType, mapping: Mapping) -> Known {
    Known { counted: true, ..plain(sql_type, mapping) }
}

fn integer(sqlite: bool) -> Known {
    plain(SqlType::Integer, if sqlite { Mapping::BigInt } else { Mapping::Integer })
}

fn other(sql_type: SqlType, mapping: Mapping, note: &'static str) -> Known {
    Known { note: Some(note), ..plain(sql_type, mapping) }
}

fn as_text(declared: &Type) -> Known {
    let sql_type = match declared.words.as_str() {
        words if words.starts_with("interval") => SqlType::Interval,
        "time with time zone" | "timetz" => SqlType::Time { with_time_zone: true },
        _ => SqlType::Other(declared.text.clone().into()),
    };
    other(sql_type, Mapping::Text, "the text that the database shows for it")
}

fn as_bytes(declared: &Type) -> Known {
    other(SqlType::Other(declared.text.clone().into()), Mapping::Blob, "the bytes that the database keeps for it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(words: &str, arguments: &[&str], unsigned: bool, dialect: Option<Dialect>) -> Option<Mapping> {
        let span = realgar_metadata::Span { file: 0, line: 1, column: 1, length: 1 };
        let declared = Type {
            words: words.to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            unsigned,
            array: false,
            text: words.to_owned(),
            span,
        };
        known(&declared, dialect).map(|known| known.mapping)
    }

    #[test]
    fn types_mean_what_their_dialect_says() {
        let (sqlite, mysql, postgres) = (Some(Dialect::Sqlite), Some(Dialect::MySql), Some(Dialect::PostgreSql));
        let none: &[&str] = &[];
        // Words, arguments, unsigned, dialect; what they mean.
        type Case<'a> = (&'a str, &'a [&'a str], bool, Option<Dialect>, Mapping);
        let table: &[Case<'_>] = &[
            ("integer", none, false, None, Mapping::Integer),
            ("integer", none, false, sqlite, Mapping::BigInt),
            ("int", none, true, mysql, Mapping::BigInt),
            ("smallint", none, true, mysql, Mapping::Integer),
            ("mediumint", none, true, mysql, Mapping::Integer),
            ("tinyint", none, true, mysql, Mapping::SmallInt),
            ("tinyint", &["1"], false, mysql, Mapping::Boolean),
            ("tinyint", &["4"], false, mysql, Mapping::SmallInt),
            ("tinyint", &["1"], false, sqlite, Mapping::SmallInt),
            ("bigint", none, true, mysql, Mapping::BigInt),
            ("year", none, false, mysql, Mapping::SmallInt),
            ("real", none, false, None, Mapping::Real),
            ("real", none, false, sqlite, Mapping::Double),
            ("float", none, false, postgres, Mapping::Double),
            ("float", none, false, mysql, Mapping::Real),
            ("float", &["53"], false, mysql, Mapping::Double),
            ("bit", &["1"], false, mysql, Mapping::Boolean),
            ("bit", &["8"], false, mysql, Mapping::Blob),
            ("bit", &["8"], false, postgres, Mapping::Text),
            ("point", none, false, mysql, Mapping::Blob),
            ("point", none, false, postgres, Mapping::Text),
            ("datetime", none, false, sqlite, Mapping::Timestamp),
            ("timestamp with time zone", none, false, postgres, Mapping::TimestampTz),
            ("money", none, false, postgres, Mapping::Numeric),
        ];
        for (words, arguments, unsigned, dialect, expected) in table {
            let found = mapping(words, arguments, *unsigned, *dialect);
            assert_eq!(found.as_ref(), Some(expected), "{words} {arguments:?} unsigned {unsigned} in {dialect:?}");
        }
    }

    #[test]
    fn no_word_is_in_two_families() {
        let mut words: Vec<&str> = FAMILIES.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }

    #[test]
    fn a_word_that_no_dialect_knows_is_unknown() {
        assert_eq!(mapping("foobar", &[], false, None), None);
        assert_eq!(mapping("integre", &[], false, Some(Dialect::Sqlite)), None);
        assert_eq!(like("integre"), Some("integer"));
    }
}
