//! SQL's words for types, of all dialects: which belong together, and what type each is.

use super::TypeName;
use crate::{Dialect, SqlType};

/// Types that are treated alike. Some are one type in one dialect and another type in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// 16 bits or fewer.
    SmallInt,
    /// 32 bits, or MySQL's 24.
    Integer,
    /// 64 bits.
    BigInt,
    /// 16 bits, counted up by the database.
    SmallSerial,
    /// 32 bits, counted up by the database; 64 in MySQL.
    Serial,
    /// 64 bits, counted up by the database.
    BigSerial,
    /// 32-bit floating point.
    Real,
    /// Floating point whose size is an argument, or the dialect's choice.
    Float,
    /// 64-bit floating point.
    Double,
    /// Exact decimal.
    Numeric,
    /// True or false.
    Boolean,
    /// Text of a fixed length.
    Char,
    /// Text of at most some length.
    VarChar,
    /// Text of any length.
    Text,
    /// Bytes.
    Blob,
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A time of day with its offset from UTC.
    TimeTz,
    /// A day and a time.
    Timestamp,
    /// An instant.
    TimestampTz,
    /// A length of time.
    Interval,
    /// 128-bit identifier.
    Uuid,
    /// JSON, kept as text.
    Json,
    /// JSON, kept parsed.
    JsonBinary,
    /// Bits: text in PostgreSQL; in MySQL one is a boolean, and several are bytes.
    Bit,
    /// A type of one dialect that is best read as the text which the database shows.
    AsText,
    /// A shape: text in PostgreSQL, bytes in MySQL.
    Shape,
    /// A type of one dialect that is best read as bytes.
    AsBlob,
    /// PostgreSQL's unsigned numbers of its own tables.
    Oid,
}

/// Words of each family. A word is in one family only.
const FAMILIES: &[(Family, &[&str])] = &[
    (Family::SmallInt, &["int2", "smallint", "small int", "tinyint", "int1", "year"]),
    (Family::Integer, &["int", "int3", "int4", "integer", "mediumint", "middleint"]),
    (Family::BigInt, &["big int", "big integer", "bigint", "int8"]),
    (Family::SmallSerial, &["serial2", "smallserial"]),
    (Family::Serial, &["serial", "serial4"]),
    (Family::BigSerial, &["bigserial", "serial8"]),
    (Family::Real, &["float4", "real"]),
    (Family::Float, &["float"]),
    (Family::Double, &["double", "double precision", "float8"]),
    (Family::Numeric, &["currency", "dec", "decimal", "fixed", "money", "numeric", "smallmoney"]),
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
            "long",
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
    (Family::TimeTz, &["time with time zone", "timetz"]),
    (Family::Timestamp, &["datetime", "datetime2", "smalldatetime", "timestamp", "timestamp without time zone"]),
    (Family::TimestampTz, &["datetimeoffset", "timestamp with time zone", "timestamptz"]),
    (
        Family::Interval,
        &[
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
        ],
    ),
    (Family::Uuid, &["guid", "uniqueidentifier", "uuid"]),
    (Family::Json, &["json"]),
    (Family::JsonBinary, &["jsonb"]),
    (Family::Bit, &["bit"]),
    (
        Family::AsText,
        &[
            "aclitem",
            "bit varying",
            "box",
            "cidr",
            "circle",
            "cube",
            "daterange",
            "datemultirange",
            "hstore",
            "gtsvector",
            "inet",
            "inet4",
            "inet6",
            "int2vector",
            "int4multirange",
            "int4range",
            "int8multirange",
            "int8range",
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
            "oidvector",
            "path",
            "pg_lsn",
            "pg_snapshot",
            "regclass",
            "regcollation",
            "regconfig",
            "regdictionary",
            "regnamespace",
            "regoper",
            "regoperator",
            "regproc",
            "regprocedure",
            "regrole",
            "regtype",
            "refcursor",
            "set",
            "tid",
            "tsmultirange",
            "tsquery",
            "tsrange",
            "tstzmultirange",
            "tstzrange",
            "tsvector",
            "txid_snapshot",
            "varbit",
            "vector",
            "xid8",
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

impl Family {
    /// Returns the family of these words, which are in lower case. `None` if no dialect knows them.
    #[must_use]
    pub fn of(words: &str) -> Option<Self> {
        FAMILIES.iter().find(|(_, known)| known.contains(&words)).map(|(family, _)| *family)
    }

    /// Returns all the words that some dialect knows.
    pub fn all_words() -> impl Iterator<Item = &'static str> {
        FAMILIES.iter().flat_map(|(_, words)| words.iter().copied())
    }

    /// Returns whether these are numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::SmallInt | Self::Integer | Self::BigInt | Self::Real | Self::Float | Self::Double | Self::Numeric
        )
    }

    /// Returns whether the database counts up: SERIAL and the like.
    #[must_use]
    pub const fn is_serial(self) -> bool {
        matches!(self, Self::SmallSerial | Self::Serial | Self::BigSerial)
    }

    /// Returns the SQL type of a declaration of this family, in a dialect if one is known.
    #[must_use]
    pub fn sql_type(self, declared: &TypeName, dialect: Option<Dialect>) -> SqlType {
        if declared.array {
            return SqlType::Array(declared.element().to_owned().into());
        }
        let as_written = || SqlType::Other(declared.text.clone().into());
        let first = declared.number(0);
        let mysql = dialect == Some(Dialect::MySql);
        match self {
            Self::SmallInt => small_int(declared, dialect),
            // An unsigned number needs the next wider type, if the type has all bits of its size.
            Self::Integer if declared.unsigned && !is_medium(declared) => SqlType::BigInt,
            Self::Integer => SqlType::Integer,
            Self::BigInt | Self::BigSerial => SqlType::BigInt,
            Self::SmallSerial => SqlType::SmallInt,
            Self::Serial if mysql => SqlType::BigInt,
            Self::Serial => SqlType::Integer,
            Self::Real => SqlType::Real,
            Self::Float => match (dialect, first) {
                (Some(Dialect::Sqlite), _) => SqlType::Double,
                (_, Some(precision)) if precision <= 24 => SqlType::Real,
                (Some(Dialect::MySql), None) => SqlType::Real,
                _ => SqlType::Double,
            },
            Self::Double => SqlType::Double,
            // PostgreSQL's negative scales and SQL Server's words: without them it would be another type.
            Self::Numeric if (0..declared.arguments.len()).any(|at| declared.number(at).is_none()) => as_written(),
            Self::Numeric => SqlType::Numeric { precision: first, scale: declared.number(1) },
            Self::Boolean => SqlType::Boolean,
            Self::Char => SqlType::Char(first),
            Self::VarChar => SqlType::VarChar(first),
            Self::Text => SqlType::Text,
            Self::Blob => SqlType::Blob(first),
            Self::Date => SqlType::Date,
            Self::Time => SqlType::Time { with_time_zone: false },
            Self::TimeTz => SqlType::Time { with_time_zone: true },
            Self::Timestamp => SqlType::Timestamp { with_time_zone: false },
            Self::TimestampTz => SqlType::Timestamp { with_time_zone: true },
            Self::Interval => SqlType::Interval,
            Self::Uuid => SqlType::Uuid,
            Self::Json => SqlType::Json { binary: false },
            Self::JsonBinary => SqlType::Json { binary: true },
            Self::Bit if mysql && first.unwrap_or(1) == 1 => SqlType::Boolean,
            Self::Bit | Self::AsText | Self::Shape | Self::AsBlob | Self::Oid => as_written(),
        }
    }
}

/// Whether it has 24 bits, as in MySQL.
fn is_medium(declared: &TypeName) -> bool {
    matches!(declared.words.as_str(), "mediumint" | "middleint" | "int3")
}

fn small_int(declared: &TypeName, dialect: Option<Dialect>) -> SqlType {
    let is_tiny = matches!(declared.words.as_str(), "tinyint" | "int1");
    // MySQL has no other boolean, and its dumps write BOOLEAN like this.
    let is_boolean = is_tiny
        && declared.number(0) == Some(1)
        && !declared.unsigned
        && !matches!(dialect, Some(Dialect::Sqlite | Dialect::PostgreSql));
    match (is_boolean, declared.unsigned && !is_tiny) {
        (true, _) => SqlType::Boolean,
        (_, true) => SqlType::Integer,
        _ => SqlType::SmallInt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_in_two_families() {
        let mut words: Vec<&str> = Family::all_words().collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
