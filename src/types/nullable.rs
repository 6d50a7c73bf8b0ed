//! NULL at the type level.

use std::marker::PhantomData;

use super::{BaseType, SqlType};
use crate::error::Result;
use crate::sql::value::{Value, ValueRef};

/// `T` or NULL: decodes to `Option`.
#[derive(Debug)]
pub struct Nullable<T>(PhantomData<fn() -> T>);

/// Never NULL.
#[derive(Debug)]
pub struct NotNull;

/// May be NULL.
#[derive(Debug)]
pub struct MaybeNull;

/// [`NotNull`] or [`MaybeNull`].
pub trait Nullness: 'static {
    /// [`MaybeNull`] if this or the other is.
    type Or<Other: Nullness>: Nullness;
    /// `T`, nullable if this is [`MaybeNull`].
    type Of<T: SqlType>: SqlType<Base = T::Base>;
    /// `T`, once it is known which one this is.
    type Known<T>;
}

impl Nullness for NotNull {
    type Or<Other: Nullness> = Other;
    type Of<T: SqlType> = T;
    type Known<T> = T;
}

impl Nullness for MaybeNull {
    type Or<Other: Nullness> = Self;
    type Of<T: SqlType> = T::OrNull;
    type Known<T> = T;
}

impl<T: BaseType> SqlType for Nullable<T> {
    type Base = T;
    type OrNull = Self;
    type Nullness = MaybeNull;
    type Like<U: SqlType> = U::OrNull;
    type Rust = Option<T::Rust>;

    #[inline]
    fn decode(cell: ValueRef<'_>) -> Result<Self::Rust> {
        if cell.is_null() { Ok(None) } else { T::decode(cell).map(Some) }
    }

    fn to_value(value: &Option<T::Rust>) -> Value {
        value.as_ref().map_or(Value::Null(T::KIND), T::to_value)
    }

    #[inline]
    fn from_value(value: Value) -> Result<Self::Rust> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}
