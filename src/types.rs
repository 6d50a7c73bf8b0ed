//! SQL types at the type level, and how their values travel. One file per family.
//!
//! A column's type is one of the markers here ([`Integer`], [`Text`], …), or [`Nullable`] of one. The marker decides
//! which Rust type a cell decodes to, and which values may be compared with it.

mod any;
mod array;
mod by_kind;
mod cast_type;
pub mod cells;
#[cfg(any(feature = "uuid", feature = "json"))]
mod document;
mod mapped;
mod nullable;
mod number;
#[cfg(feature = "decimal")]
mod numeric;
mod text;
mod text_search;
#[cfg(feature = "chrono")]
mod time;
mod version;

pub use any::Any;
pub use array::Array;
pub use cast_type::CastType;
#[cfg(feature = "json")]
pub use document::Json;
#[cfg(feature = "uuid")]
pub use document::Uuid;
pub use mapped::{Mapped, SqlMapped, unknown_label};
pub use nullable::{MaybeNull, NotNull, Nullable, Nullness};
pub use number::{BigInt, Boolean, Double, Integer, Real, SmallInt};
#[cfg(feature = "decimal")]
pub use numeric::Numeric;
pub use text::{Blob, Text};
pub use text_search::{TsQuery, TsVector};
#[cfg(feature = "chrono")]
pub use time::{Date, Time, Timestamp, TimestampTz};
pub use version::Versioned;
pub(crate) use version::next_version;

use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// A SQL type as a marker: [`Integer`], [`Text`], [`Nullable<Text>`](Nullable), ….
///
/// Implemented here for all types of the schema language; applications map their own Rust types with [`SqlMapped`].
pub trait SqlType: 'static {
    /// The same type without [`Nullable`].
    type Base: BaseType;
    /// The same type with [`Nullable`].
    type OrNull: SqlType<Base = Self::Base>;
    /// Whether it is [`Nullable`].
    type Nullness: Nullness;
    /// `U`, nullable if this type is: the type of an operation on this one whose result is a `U`.
    type Like<U: SqlType>: SqlType<Base = U::Base>;
    /// What a cell decodes to.
    type Rust;

    /// Decodes a cell.
    ///
    /// # Errors
    ///
    /// `Decode` if the cell does not fit: never cut, never guessed.
    fn decode(cell: ValueRef<'_>) -> Result<Self::Rust>;

    /// The value as a bind, copied.
    fn to_value(value: &Self::Rust) -> Value;

    /// What a bind decodes to if a database sends it back. Nothing is copied where the bind holds it already.
    ///
    /// # Errors
    ///
    /// `Decode` if the value does not fit.
    fn from_value(value: Value) -> Result<Self::Rust>;
}

/// A type that is not [`Nullable`].
pub trait BaseType: SqlType<Base = Self, Nullness = NotNull> + Sized {
    /// What kind of bind its values are.
    const KIND: Kind;

    /// The type in `CAST(… AS …)`.
    fn sql_type() -> realgar_metadata::SqlType;

    /// A value on its way to the database.
    fn encode(value: Self::Rust) -> Value;
}

/// Implements [`SqlType`] for a marker that is its own base.
macro_rules! base_type {
    ($marker:ty => $rust:ty, $sql:expr, $variant:ident, |$cell:ident| $decode:expr) => {
        impl SqlType for $marker {
            type Base = Self;
            type OrNull = Nullable<Self>;
            type Nullness = NotNull;
            type Like<U: SqlType> = U;
            type Rust = $rust;

            #[inline]
            fn decode($cell: ValueRef<'_>) -> Result<$rust> {
                $decode
            }

            #[inline]
            #[allow(clippy::clone_on_copy, reason = "not all types are `Copy`")]
            fn to_value(value: &$rust) -> Value {
                Value::$variant(value.clone())
            }

            #[inline]
            fn from_value(value: Value) -> Result<$rust> {
                match value {
                    Value::$variant(value) => Ok(value),
                    other => Self::decode(other.as_cell()),
                }
            }
        }

        impl BaseType for $marker {
            const KIND: Kind = Kind::$variant;

            fn sql_type() -> realgar_metadata::SqlType {
                $sql
            }

            #[inline]
            fn encode(value: $rust) -> Value {
                Value::$variant(value)
            }
        }
    };
}
pub(crate) use base_type;

/// The error for a cell of the wrong kind.
#[cold]
pub(crate) fn mismatch(wanted: &str, cell: ValueRef<'_>) -> Error {
    if cell.is_null() {
        return Error::decode(format!(
            "NULL where {wanted} was expected: decode it as an `Option`, or declare it NOT NULL"
        ));
    }
    Error::decode(format!("{} where {wanted} was expected", cell.noun()))
}
