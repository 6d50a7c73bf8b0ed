//! Primary keys as the identity map compares them: by value, whatever their types.

use smallvec::SmallVec;

use crate::entity::ColumnTypes;
use crate::sql::value::Value;
use crate::types::{BaseType, SqlType};

/// The values of a row or of a key, in the order of their columns. Filled by generated code.
#[derive(Debug, Default)]
pub struct RowValues(SmallVec<[Value; 2]>);

impl RowValues {
    /// Adds a copy of the next value.
    #[inline]
    pub fn push<T: SqlType>(&mut self, value: &T::Rust) {
        self.0.push(T::to_value(value));
    }

    /// Adds copies of the next values, whose SQL types are those of tuple `T`.
    #[inline]
    pub fn push_all<T: ColumnTypes>(&mut self, values: T::Borrowed<'_>) {
        T::push(values, self);
    }

    pub(crate) fn with_capacity(columns: usize) -> Self {
        Self(SmallVec::with_capacity(columns))
    }

    pub(crate) fn into_vec(self) -> Vec<Value> {
        self.0.into_vec()
    }

    pub(crate) fn as_slice(&self) -> &[Value] {
        &self.0
    }
}

/// The SQL types of a primary key: one, or a tuple of them.
pub trait KeyTypes {
    /// The key in Rust: a value, or a tuple.
    type Rust;

    /// Adds the values of a key, in its order.
    fn push(key: &Self::Rust, row: &mut RowValues);
}

impl<T: BaseType> KeyTypes for T {
    type Rust = T::Rust;

    #[inline]
    fn push(key: &T::Rust, row: &mut RowValues) {
        row.push::<T>(key);
    }
}

macro_rules! key_types {
    ($($part:ident $at:tt),*) => {
        impl<$($part: BaseType),*> KeyTypes for ($($part,)*) {
            type Rust = ($($part::Rust,)*);

            fn push(key: &Self::Rust, row: &mut RowValues) {
                $(row.push::<$part>(&key.$at);)*
            }
        }
    };
}

key_types!(A 0, B 1);
key_types!(A 0, B 1, C 2);
key_types!(A 0, B 1, C 2, D 3);
key_types!(A 0, B 1, C 2, D 3, E 4);
key_types!(A 0, B 1, C 2, D 3, E 4, F 5);

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    /// One integer: nearly every key.
    Integer(i64),
    /// Anything else.
    Parts(Box<[Part]>),
}

/// One column of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    Null,
    Integer(i64),
    Text(Box<str>),
    Blob(Box<[u8]>),
}

impl Key {
    /// The key of these values.
    pub(crate) fn of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut values = values.into_iter();
        let first = values.next().map(Part::of);
        let second = values.next().map(Part::of);
        match (first, second) {
            (Some(Part::Integer(only)), None) => Self::Integer(only),
            (first, second) => {
                let parts: SmallVec<[Part; 2]> = first.into_iter().chain(second).chain(values.map(Part::of)).collect();
                Self::Parts(parts.into_vec().into())
            }
        }
    }

    /// Whether a part of it is NULL, so that no row has it.
    pub(crate) fn has_null(&self) -> bool {
        match self {
            Self::Integer(_) => false,
            Self::Parts(parts) => parts.is_empty() || parts.contains(&Part::Null),
        }
    }
}

impl Part {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null(_) => Self::Null,
            Value::Boolean(value) => Self::Integer(i64::from(*value)),
            Value::SmallInt(value) => Self::Integer(i64::from(*value)),
            Value::Integer(value) => Self::Integer(i64::from(*value)),
            Value::BigInt(value) => Self::Integer(*value),
            // Beyond the signed ones, which no other integer can equal.
            Value::Unsigned(value) => {
                i64::try_from(*value).map_or_else(|_| Self::Text(value.to_string().into()), Self::Integer)
            }
            Value::Real(value) => Self::Integer(f64::from(*value).to_bits().cast_signed()),
            Value::Double(value) => Self::Integer(value.to_bits().cast_signed()),
            Value::Text(value) => Self::Text(value.as_str().into()),
            Value::Enum(_, label) => Self::Text((**label).into()),
            Value::Blob(value) => Self::Blob(value.as_slice().into()),
            // Two arrays are the same key if they are written the same.
            Value::Array(_, elements) => Self::Text(format!("{elements:?}").into()),
            // A parameter has no value yet.
            Value::Parameter(_) => Self::Null,
            #[cfg(feature = "decimal")]
            Value::Numeric(value) => Self::Text(value.normalize().to_string().into()),
            #[cfg(feature = "chrono")]
            Value::Date(value) => Self::Text(value.to_string().into()),
            #[cfg(feature = "chrono")]
            Value::Time(value) => Self::Text(value.to_string().into()),
            #[cfg(feature = "chrono")]
            Value::Timestamp(value) => Self::Text(value.to_string().into()),
            #[cfg(feature = "chrono")]
            Value::TimestampTz(value) => Self::Text(value.to_string().into()),
            #[cfg(feature = "uuid")]
            Value::Uuid(value) => Self::Blob(value.as_bytes().as_slice().into()),
            #[cfg(feature = "json")]
            Value::Json(value) => Self::Text(value.to_string().into()),
        }
    }
}

/// The most bytes of a key that are shown.
const SHOWN_BYTES: usize = 32;

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(only) => write!(f, "{only}"),
            Self::Parts(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    match part {
                        Part::Null => f.write_str("NULL")?,
                        Part::Integer(value) => write!(f, "{value}")?,
                        Part::Text(value) => write!(f, "'{value}'")?,
                        Part::Blob(bytes) if bytes.len() > SHOWN_BYTES => write!(f, "{} bytes", bytes.len())?,
                        // UUIDs are bytes, too.
                        Part::Blob(bytes) => {
                            f.write_str("x'")?;
                            bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                            f.write_str("'")?;
                        }
                    }
                }
                Ok(())
            }
        }
    }
}
