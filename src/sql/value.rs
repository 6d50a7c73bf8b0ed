//! Values on their way to the database, and cells on their way back.

/// The name of an enum type of the database (PostgreSQL's CREATE TYPE … AS ENUM).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnumName {
    /// The schema that the schema file gives, if it gives one.
    pub schema: Option<&'static str>,
    /// The name, unquoted.
    pub name: &'static str,
}

/// What kind of value a bind is: databases that type their parameters want to know it for NULL, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Not known: a NULL from `params!` or `text`.
    Unknown,
    /// BOOLEAN.
    Boolean,
    /// SMALLINT.
    SmallInt,
    /// INTEGER.
    Integer,
    /// BIGINT.
    BigInt,
    /// BIGINT UNSIGNED.
    Unsigned,
    /// REAL.
    Real,
    /// DOUBLE PRECISION.
    Double,
    /// TEXT and its relatives.
    Text,
    /// BLOB, BYTEA.
    Blob,
    /// NUMERIC.
    Numeric,
    /// DATE.
    Date,
    /// TIME.
    Time,
    /// TIMESTAMP.
    Timestamp,
    /// TIMESTAMP WITH TIME ZONE.
    TimestampTz,
    /// UUID.
    Uuid,
    /// JSON.
    Json,
    /// An enum type that the database knows by name.
    Enum(&'static EnumName),
    /// An array of elements of this kind, which may be NULL.
    Array(&'static Self),
}

impl Kind {
    /// SQL's word for it in error messages.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Unknown => "not known",
            Self::Boolean => "BOOLEAN",
            Self::SmallInt => "SMALLINT",
            Self::Integer => "INTEGER",
            Self::BigInt => "BIGINT",
            Self::Unsigned => "BIGINT UNSIGNED",
            Self::Real => "REAL",
            Self::Double => "DOUBLE PRECISION",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
            Self::Numeric => "NUMERIC",
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Timestamp => "TIMESTAMP",
            Self::TimestampTz => "TIMESTAMP WITH TIME ZONE",
            Self::Uuid => "UUID",
            Self::Json => "JSON",
            Self::Enum(name) => name.name,
            Self::Array(_) => "an array",
        }
    }
}

/// A value on its way to the database: always a bind, never SQL text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// NULL of a kind.
    Null(Kind),
    /// BOOLEAN.
    Boolean(bool),
    /// SMALLINT.
    SmallInt(i16),
    /// INTEGER.
    Integer(i32),
    /// BIGINT.
    BigInt(i64),
    /// BIGINT UNSIGNED, from MySQL. Elsewhere what a BIGINT does not hold is refused before it is sent.
    Unsigned(u64),
    /// REAL.
    Real(f32),
    /// DOUBLE PRECISION.
    Double(f64),
    /// TEXT and its relatives.
    Text(String),
    /// BLOB, BYTEA.
    Blob(Vec<u8>),
    /// NUMERIC.
    #[cfg(feature = "decimal")]
    Numeric(rust_decimal::Decimal),
    /// DATE.
    #[cfg(feature = "chrono")]
    Date(chrono::NaiveDate),
    /// TIME.
    #[cfg(feature = "chrono")]
    Time(chrono::NaiveTime),
    /// TIMESTAMP.
    #[cfg(feature = "chrono")]
    Timestamp(chrono::NaiveDateTime),
    /// TIMESTAMP WITH TIME ZONE.
    #[cfg(feature = "chrono")]
    TimestampTz(chrono::DateTime<chrono::Utc>),
    /// UUID.
    #[cfg(feature = "uuid")]
    Uuid(uuid::Uuid),
    /// JSON.
    #[cfg(feature = "json")]
    Json(serde_json::Value),
    /// A label of an enum type that the database knows by name. Elsewhere it is written as text.
    Enum(&'static EnumName, Box<str>),
    /// An array, on PostgreSQL: the kind of its elements, and each of them. [`Array`](crate::types::Array) makes one.
    Array(&'static Kind, Vec<Self>),
    /// Stands for the value that a prepared query is given when it runs. It is never sent.
    Parameter(Parameter),
}

/// A parameter of a prepared query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
}

impl Value {
    /// A count of rows as a bind. No table has more than 2^63 rows, so a larger count is capped.
    pub(crate) fn row_count(rows: u64) -> Self {
        Self::BigInt(i64::try_from(rows).unwrap_or(i64::MAX))
    }

    /// Whether this is NULL.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null(_))
    }

    /// The value as a cell that a database would send for it; NULL for a JSON document, whose text is not at hand, and for
    /// a parameter.
    pub(crate) fn as_cell(&self) -> ValueRef<'_> {
        match self {
            Self::Null(_) => ValueRef::Null,
            Self::Boolean(value) => ValueRef::Boolean(*value),
            Self::SmallInt(value) => ValueRef::Integer(i64::from(*value)),
            Self::Integer(value) => ValueRef::Integer(i64::from(*value)),
            Self::BigInt(value) => ValueRef::Integer(*value),
            Self::Unsigned(value) => ValueRef::Unsigned(*value),
            Self::Real(value) => ValueRef::Real(f64::from(*value)),
            Self::Double(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value),
            Self::Enum(_, label) => ValueRef::Text(label),
            Self::Blob(value) => ValueRef::Blob(value),
            Self::Array(kind, elements) => ValueRef::Array(kind, elements),
            #[cfg(feature = "decimal")]
            Self::Numeric(value) => ValueRef::Numeric(*value),
            #[cfg(feature = "chrono")]
            Self::Date(value) => ValueRef::Date(*value),
            #[cfg(feature = "chrono")]
            Self::Time(value) => ValueRef::Time(*value),
            #[cfg(feature = "chrono")]
            Self::Timestamp(value) => ValueRef::Timestamp(*value),
            #[cfg(feature = "chrono")]
            Self::TimestampTz(value) => ValueRef::TimestampTz(*value),
            #[cfg(feature = "uuid")]
            Self::Uuid(value) => ValueRef::Uuid(*value),
            #[cfg(feature = "json")]
            Self::Json(_) => ValueRef::Null,
            Self::Parameter(_) => ValueRef::Null,
        }
    }

    /// The kind of the value.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Null(kind) => *kind,
            Self::Boolean(_) => Kind::Boolean,
            Self::SmallInt(_) => Kind::SmallInt,
            Self::Integer(_) => Kind::Integer,
            Self::BigInt(_) => Kind::BigInt,
            Self::Unsigned(_) => Kind::Unsigned,
            Self::Real(_) => Kind::Real,
            Self::Double(_) => Kind::Double,
            Self::Text(_) => Kind::Text,
            Self::Enum(name, _) => Kind::Enum(name),
            Self::Blob(_) => Kind::Blob,
            Self::Array(kind, _) => Kind::Array(kind),
            Self::Parameter(parameter) => parameter.kind,
            #[cfg(feature = "decimal")]
            Self::Numeric(_) => Kind::Numeric,
            #[cfg(feature = "chrono")]
            Self::Date(_) => Kind::Date,
            #[cfg(feature = "chrono")]
            Self::Time(_) => Kind::Time,
            #[cfg(feature = "chrono")]
            Self::Timestamp(_) => Kind::Timestamp,
            #[cfg(feature = "chrono")]
            Self::TimestampTz(_) => Kind::TimestampTz,
            #[cfg(feature = "uuid")]
            Self::Uuid(_) => Kind::Uuid,
            #[cfg(feature = "json")]
            Self::Json(_) => Kind::Json,
        }
    }
}

/// A cell of a result row, borrowed from the driver: decoding copies once, into the row's own type.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// NULL.
    Null,
    /// A boolean, from databases that have them.
    Boolean(bool),
    /// An integer of any width.
    Integer(i64),
    /// An integer without a sign, from databases that have them.
    Unsigned(u64),
    /// A floating point number of any width.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// An array, from databases that have them: the kind of its elements, and each of them.
    Array(&'static Kind, &'a [Value]),
    /// An exact number, from databases that have them.
    #[cfg(feature = "decimal")]
    Numeric(rust_decimal::Decimal),
    /// A day, from databases that have them.
    #[cfg(feature = "chrono")]
    Date(chrono::NaiveDate),
    /// A time of day, from databases that have them.
    #[cfg(feature = "chrono")]
    Time(chrono::NaiveTime),
    /// A day and a time, from databases that have them.
    #[cfg(feature = "chrono")]
    Timestamp(chrono::NaiveDateTime),
    /// An instant, from databases that have them.
    #[cfg(feature = "chrono")]
    TimestampTz(chrono::DateTime<chrono::Utc>),
    /// A UUID, from databases that have them.
    #[cfg(feature = "uuid")]
    Uuid(uuid::Uuid),
}

impl ValueRef<'_> {
    /// Whether this is NULL.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// An owned copy.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match *self {
            Self::Null => Value::Null(Kind::Unknown),
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::BigInt(value),
            Self::Unsigned(value) => Value::Unsigned(value),
            Self::Real(value) => Value::Double(value),
            Self::Text(value) => Value::Text(value.to_owned()),
            Self::Blob(value) => Value::Blob(value.to_vec()),
            Self::Array(kind, elements) => Value::Array(kind, elements.to_vec()),
            #[cfg(feature = "decimal")]
            Self::Numeric(value) => Value::Numeric(value),
            #[cfg(feature = "chrono")]
            Self::Date(value) => Value::Date(value),
            #[cfg(feature = "chrono")]
            Self::Time(value) => Value::Time(value),
            #[cfg(feature = "chrono")]
            Self::Timestamp(value) => Value::Timestamp(value),
            #[cfg(feature = "chrono")]
            Self::TimestampTz(value) => Value::TimestampTz(value),
            #[cfg(feature = "uuid")]
            Self::Uuid(value) => Value::Uuid(value),
        }
    }

    /// The word for it in error messages.
    pub(crate) const fn noun(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Unsigned(_) => "an integer",
            Self::Real(_) => "a floating point number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
            Self::Array(..) => "an array",
            #[cfg(feature = "decimal")]
            Self::Numeric(_) => "a decimal number",
            #[cfg(feature = "chrono")]
            Self::Date(_) => "a date",
            #[cfg(feature = "chrono")]
            Self::Time(_) => "a time",
            #[cfg(feature = "chrono")]
            Self::Timestamp(_) | Self::TimestampTz(_) => "a timestamp",
            #[cfg(feature = "uuid")]
            Self::Uuid(_) => "a UUID",
        }
    }
}

macro_rules! value_from {
    ($($(#[$gate:meta])* $rust:ty => $variant:ident;)*) => { $(
        $(#[$gate])*
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                Self::$variant(value.into())
            }
        }
        $(#[$gate])*
        impl From<Option<$rust>> for Value {
            fn from(value: Option<$rust>) -> Self {
                value.map_or(Self::Null(Kind::$variant), Self::from)
            }
        }
    )* };
}

value_from! {
    bool => Boolean;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    u64 => Unsigned;
    f32 => Real;
    f64 => Double;
    &str => Text;
    String => Text;
    &[u8] => Blob;
    Vec<u8> => Blob;
    #[cfg(feature = "decimal")] rust_decimal::Decimal => Numeric;
    #[cfg(feature = "chrono")] chrono::NaiveDate => Date;
    #[cfg(feature = "chrono")] chrono::NaiveTime => Time;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => Timestamp;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => TimestampTz;
    #[cfg(feature = "uuid")] uuid::Uuid => Uuid;
    #[cfg(feature = "json")] serde_json::Value => Json;
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}
