//! Arrays of another type, as PostgreSQL has them.

use std::marker::PhantomData;

use super::{BaseType, NotNull, Nullable, SqlType, mismatch};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::render::cast_type::cast_type;
use crate::sql::value::{Kind, Value, ValueRef};

/// An array of `T`, which decodes to a `Vec`; of [`Nullable<T>`](Nullable) to a `Vec` of `Option`s. On PostgreSQL only.
///
/// A bind carries the type of its elements, so that the server knows it for an empty array and for NULL. A column of such
/// a type is named by a Rust type of the application's: `@type crate::Tags` in the schema file.
///
/// ```
/// use realgar::types::{Array, SqlMapped, SqlType, Text};
/// use realgar::{Kind, Value};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Tags(Vec<String>);
///
/// impl SqlMapped for Tags {
///     type Sql = Array<Text>;
///
///     fn to_sql(&self) -> Vec<String> {
///         self.0.clone()
///     }
///
///     fn from_sql(tags: Vec<String>) -> realgar::Result<Self> {
///         Ok(Self(tags))
///     }
/// }
///
/// let bind = Array::<Text>::to_value(&vec![]);
/// assert_eq!(bind, Value::Array(&Kind::Text, vec![]));
/// ```
#[derive(Debug)]
pub struct Array<T>(PhantomData<fn() -> T>);

impl<T: SqlType> SqlType for Array<T> {
    type Base = Self;
    type OrNull = Nullable<Self>;
    type Nullness = NotNull;
    type Like<U: SqlType> = U;
    type Rust = Vec<T::Rust>;

    fn decode(cell: ValueRef<'_>) -> Result<Self::Rust> {
        match cell {
            ValueRef::Array(_, elements) => elements.iter().map(|element| T::decode(element.as_cell())).collect(),
            other => Err(mismatch("an array", other)),
        }
    }

    fn to_value(value: &Self::Rust) -> Value {
        Value::Array(&<T::Base as BaseType>::KIND, value.iter().map(T::to_value).collect())
    }

    fn from_value(value: Value) -> Result<Self::Rust> {
        match value {
            Value::Array(_, elements) => elements.into_iter().map(T::from_value).collect(),
            other => Self::decode(other.as_cell()),
        }
    }
}

impl<T: SqlType> BaseType for Array<T> {
    const KIND: Kind = Kind::Array(&<T::Base as BaseType>::KIND);

    fn sql_type() -> realgar_metadata::SqlType {
        realgar_metadata::SqlType::Array(element_name(&<T::Base as BaseType>::sql_type()).into())
    }

    fn encode(value: Self::Rust) -> Value {
        Self::to_value(&value)
    }
}

/// What PostgreSQL calls the elements.
fn element_name(element: &realgar_metadata::SqlType) -> String {
    cast_type(element, Dialect::PostgreSql).trim_end_matches("[]").to_owned()
}
