//! The application's own types as column types: generated enums, and whatever `@type` names.

use std::marker::PhantomData;

use super::{BaseType, NotNull, Nullable, SqlType};
use crate::error::{Error, Result};
use crate::sql::value::{EnumName, Kind, Value, ValueRef};

/// A Rust type that stands for values of a SQL type: name it with `@type path::To<Rust>` in a schema file.
///
/// ```
/// use realgar::types::{SqlMapped, Text};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Email(String);
///
/// impl SqlMapped for Email {
///     type Sql = Text;
///
///     fn to_sql(&self) -> String {
///         self.0.clone()
///     }
///
///     fn from_sql(text: String) -> realgar::Result<Self> {
///         Ok(Self(text))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not mapped to a SQL type",
    note = "a type that `@type` names in a schema file implements `realgar::types::SqlMapped`"
)]
pub trait SqlMapped: Sized + 'static {
    /// The SQL type that keeps it.
    type Sql: BaseType;

    /// The enum type of the database that it stands for, if `Sql` is text: binds carry the name.
    const ENUM: Option<&'static EnumName> = None;

    /// The value that is stored.
    fn to_sql(&self) -> <Self::Sql as SqlType>::Rust;

    /// Reads a stored value.
    ///
    /// # Errors
    ///
    /// `Decode` if it stands for none of this type.
    fn from_sql(value: <Self::Sql as SqlType>::Rust) -> Result<Self>;
}

/// The SQL type of columns that decode to `M`.
#[derive(Debug)]
pub struct Mapped<M>(PhantomData<fn() -> M>);

impl<M: SqlMapped> SqlType for Mapped<M> {
    type Base = Self;
    type OrNull = Nullable<Self>;
    type Nullness = NotNull;
    type Like<U: SqlType> = U;
    type Rust = M;

    #[inline]
    fn decode(cell: ValueRef<'_>) -> Result<M> {
        M::from_sql(<M::Sql as SqlType>::decode(cell)?)
    }

    fn to_value(value: &M) -> Value {
        named::<M>(<M::Sql as BaseType>::encode(value.to_sql()))
    }

    #[inline]
    fn from_value(value: Value) -> Result<M> {
        let value = match value {
            Value::Enum(_, label) => Value::Text(label.into_string()),
            other => other,
        };
        M::from_sql(<M::Sql as SqlType>::from_value(value)?)
    }
}

impl<M: SqlMapped> BaseType for Mapped<M> {
    const KIND: Kind = match M::ENUM {
        Some(name) => Kind::Enum(name),
        None => <M::Sql as BaseType>::KIND,
    };

    fn sql_type() -> realgar_metadata::SqlType {
        <M::Sql as BaseType>::sql_type()
    }

    fn encode(value: M) -> Value {
        named::<M>(<M::Sql as BaseType>::encode(value.to_sql()))
    }
}

/// The value with the name of the enum that it is a label of.
fn named<M: SqlMapped>(value: Value) -> Value {
    match (M::ENUM, value) {
        (Some(name), Value::Text(label)) => Value::Enum(name, label.into_boxed_str()),
        (_, value) => value,
    }
}

/// The error of a generated enum for a label that it does not have.
#[must_use]
pub fn unknown_label(name: &str, label: &str) -> Error {
    Error::decode(format!("`{label}` is not a label of the enum `{name}`"))
}
