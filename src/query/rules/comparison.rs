//! The rules of comparisons: which SQL types have an equality, and what a value that is NOT NULL is compared with.

use super::kept::Never;
use super::references::{Aggregated, Both, NeverNull, NoRefs, Ref, Unchecked, Whole, Windowed};
use crate::query::Operand;
use crate::sql::ast::Function;
use crate::types::{MaybeNull, NotNull, SqlType};

/// A SQL type whose values all databases can compare, sort and group.
#[diagnostic::on_unimplemented(
    message = "values of SQL type `{Self}` cannot be compared, sorted or grouped: databases disagree on when two are equal",
    label = "compares whole documents: take a part, `.json_text(\"name\")`, or the text, `.cast::<Text>()`"
)]
pub trait Comparable {
    /// The rule is kept.
    type Kept;
    /// The aggregate that finds the greatest.
    const MAX: Function;
    /// The aggregate that finds the smallest.
    const MIN: Function;
}

#[diagnostic::do_not_recommend]
impl<T: HasEquality> Comparable for T {
    type Kept = ();
    const MAX: Function = T::MAX;
    const MIN: Function = T::MIN;
}

/// The types for which [`Comparable`] holds.
pub trait HasEquality {
    /// The aggregate that finds the greatest.
    const MAX: Function = Function::Named("max");
    /// The aggregate that finds the smallest.
    const MIN: Function = Function::Named("min");
}

/// Aggregates of their own where `max(boolean)` is none.
impl HasEquality for crate::types::Boolean {
    const MAX: Function = Function::MaxBoolean;
    const MIN: Function = Function::MinBoolean;
}

macro_rules! has_equality {
    ($($(#[$gate:meta])* $type:ident;)*) => { $(
        $(#[$gate])*
        impl HasEquality for crate::types::$type {}
    )* };
}

has_equality! {
    SmallInt;
    Integer;
    BigInt;
    Real;
    Double;
    Text;
    Blob;
    Any;
    #[cfg(feature = "decimal")] Numeric;
    #[cfg(feature = "chrono")] Date;
    #[cfg(feature = "chrono")] Time;
    #[cfg(feature = "chrono")] Timestamp;
    #[cfg(feature = "chrono")] TimestampTz;
    #[cfg(feature = "uuid")] Uuid;
}

impl<M> HasEquality for crate::types::Mapped<M> {}

impl<T: SqlType<Base: HasEquality>> HasEquality for crate::types::Array<T> {}

/// A value of this nullness, which uses `Refs`, can be compared with an expression of nullness `Left`: what is NOT NULL
/// is not compared with a Rust `Option`. Whoever writes that means a filter that may be missing.
#[diagnostic::on_unimplemented(
    message = "an `Option` is compared with an expression that is NOT NULL, which equals no `None`",
    label = "may be `None`",
    note = "a filter that may be missing is `.filter(option.map(|value| column.eq(value)))`; NULL is `.is_null()`"
)]
pub trait Meets<Left, Refs> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<L, R> Meets<L, R> for NotNull {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<R> Meets<Self, R> for MaybeNull {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<'a> Meets<NotNull, NoRefs> for MaybeNull
where
    &'a Self: Never,
{
    type Kept = ();
}

macro_rules! computed_in_the_database {
    ($($refs:ident<$($parameter:ident),*>;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($parameter),*> Meets<NotNull, $refs<$($parameter),*>> for MaybeNull {
            type Kept = ();
        }
    )* };
}

computed_in_the_database! {
    Ref<S, Id>;
    Whole<S>;
    Both<A, B>;
    Aggregated<R>;
    NeverNull<R>;
    Windowed<R>;
    Unchecked<>;
}

/// An [`Operand`] that can be compared with an expression of SQL type `Sql`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with a column of SQL type `{Sql}`",
    label = "expected a value or an expression of SQL type `{Sql}`",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait ComparedTo<Sql: SqlType>: Operand<Sql::Base> {
    /// The rules are kept.
    type Kept;
}

/// The nullness of an operand.
type NullnessOf<O, B> = <<O as Operand<B>>::Sql as SqlType>::Nullness;

#[diagnostic::do_not_recommend]
impl<O, T: SqlType<Base: Comparable>> ComparedTo<T> for O
where
    O: Operand<T::Base, Sql: SqlType<Nullness: Meets<T::Nullness, O::Refs>>>,
{
    type Kept = (<T::Base as Comparable>::Kept, <NullnessOf<O, T::Base> as Meets<T::Nullness, O::Refs>>::Kept);
}
