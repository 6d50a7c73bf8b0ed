//! SQL column types, with length and precision.

use crate::Text;

/// The type of a column. Dialects spell the same type differently; this is the type itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqlType {
    /// 16 bits (also SQL's TINYINT and YEAR, which are narrower).
    SmallInt,
    /// 32 bits.
    Integer,
    /// 64 bits.
    BigInt,
    /// 32-bit floating point.
    Real,
    /// 64-bit floating point.
    Double,
    /// Exact decimal; `NUMERIC(10, 2)` has precision 10 and scale 2.
    Numeric {
        /// Digits in all.
        precision: Option<u32>,
        /// Digits after the point.
        scale: Option<u32>,
    },
    /// True or false.
    Boolean,
    /// Text of a fixed length, padded by some databases.
    Char(Option<u32>),
    /// Text of at most this many characters.
    VarChar(Option<u32>),
    /// Text of any length.
    Text,
    /// Bytes: BLOB, BYTEA, VARBINARY.
    Blob(Option<u32>),
    /// A calendar day.
    Date,
    /// A time of day.
    Time {
        /// Carries an offset from UTC.
        with_time_zone: bool,
    },
    /// A day and a time: TIMESTAMP, DATETIME.
    Timestamp {
        /// Is an instant: TIMESTAMP WITH TIME ZONE.
        with_time_zone: bool,
    },
    /// A length of time.
    Interval,
    /// 128-bit identifier.
    Uuid,
    /// JSON document, as JSON or JSONB.
    Json {
        /// Stored parsed (PostgreSQL's JSONB).
        binary: bool,
    },
    /// One of the values of the enum type of this name, which begins with the type's schema and a dot if it has one.
    Enum(Text),
    /// An array of another type, by its SQL name: PostgreSQL's `text[]`.
    Array(Text),
    /// A type that the model does not know, as written. In a schema file, such a column needs `@type`.
    Other(Text),
}

impl SqlType {
    /// Returns whether the type lets each row have a value of another type: SQLite's columns without a type, ANY and STRING,
    /// which is none of the words that SQLite looks for.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let any = ["", "any", "string"];
        matches!(self, Self::Other(name) if any.iter().any(|word| name.eq_ignore_ascii_case(word)))
    }

    /// Returns whether this is SMALLINT, INTEGER or BIGINT.
    #[must_use]
    pub const fn is_integer(&self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt)
    }
}
