//! The right side of an operator, and values for a column.

use super::rules::{Aggregated, Checked, InRow, NoRefs, Ref};
use super::{Aggregate, Column, Expr, Expression, Source};
use crate::sql::ast::Node;
use crate::sql::value::Value;
use crate::types::{
    Any, BaseType, BigInt, Blob, Boolean, Double, Integer, Mapped, MaybeNull, NotNull, Nullable, Real, SmallInt,
    SqlMapped, SqlType, Text,
};

/// What may stand on the right of an operator whose left side has base type `B`: a value or an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used with a column of SQL type `{B}`",
    label = "expected a value or an expression of SQL type `{B}`",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait Operand<B> {
    /// The SQL type, with its nullability.
    type Sql: SqlType;
    /// The columns it uses.
    type Refs;
    /// What a value of either has: the wider of the two types.
    type Wider: BaseType;

    /// The untyped tree.
    fn operand(self) -> Node;
}

/// Two SQL types whose values can be compared.
#[diagnostic::on_unimplemented(
    message = "an expression of SQL type `{Self}` cannot be compared or combined with one of type `{Other}`",
    label = "has SQL type `{Self}`",
    note = "convert one of them with `.cast::<…>()`"
)]
pub trait ComparableWith<Other> {
    /// The rule is kept.
    type Kept;
    /// The wider of the two.
    type Wider: BaseType;
}

#[diagnostic::do_not_recommend]
impl<T: ComparesWith<Other>, Other> ComparableWith<Other> for T {
    type Kept = ();
    type Wider = T::Wider;
}

/// The pairs for which [`ComparableWith`] holds.
pub trait ComparesWith<Other> {
    /// The wider of the two.
    type Wider: BaseType;
}

impl<T: BaseType> ComparesWith<T> for T {
    type Wider = T;
}

/// Pairs of a type and a wider one.
macro_rules! comparable {
    ($($(#[$gate:meta])* $narrow:ty, $wide:ty;)*) => { $(
        $(#[$gate])*
        impl ComparesWith<$narrow> for $wide {
            type Wider = $wide;
        }
        $(#[$gate])*
        impl ComparesWith<$wide> for $narrow {
            type Wider = $wide;
        }
    )* };
}

comparable! {
    SmallInt, Integer;
    SmallInt, BigInt;
    Integer, BigInt;
    SmallInt, Double;
    Integer, Double;
    BigInt, Double;
    Real, Double;
    #[cfg(feature = "decimal")] SmallInt, crate::types::Numeric;
    #[cfg(feature = "decimal")] Integer, crate::types::Numeric;
    #[cfg(feature = "decimal")] BigInt, crate::types::Numeric;
    #[cfg(feature = "decimal")] crate::types::Numeric, Double;
    #[cfg(feature = "chrono")] crate::types::Date, crate::types::Timestamp;
}

/// The base type of nothing.
#[derive(Debug)]
pub struct NoType;

/// A value, and not an expression, of base type `B`: what a parameter is bound to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a parameter of SQL type `{B}`",
    label = "expected a value of SQL type `{B}`",
    note = "convert the value in Rust, or give the parameter another type where it is made"
)]
pub trait ParameterValue<B> {
    /// The value as it is sent.
    fn parameter_value(self) -> Value;
}

macro_rules! values {
    ($($(#[$gate:meta])* $rust:ty => $sql:ty;)*) => { $(
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl ParameterValue<$sql> for $rust {
            fn parameter_value(self) -> Value {
                <$sql>::encode(self.into())
            }
        }

        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl Operand<$sql> for $rust {
            type Sql = $sql;
            type Refs = NoRefs;
            type Wider = $sql;

            fn operand(self) -> Node {
                Node::Bind(<$sql>::encode(self.into()))
            }
        }
    )* };
}

values! {
    bool => Boolean;
    i16 => SmallInt;
    i16 => Integer;
    i16 => BigInt;
    i32 => Integer;
    i32 => BigInt;
    i32 => Double;
    i64 => BigInt;
    f32 => Real;
    f64 => Double;
    &str => Text;
    &String => Text;
    String => Text;
    &[u8] => Blob;
    Vec<u8> => Blob;
    Value => Any;
    bool => Any;
    i32 => Any;
    i64 => Any;
    f64 => Any;
    &str => Any;
    String => Any;
    Vec<u8> => Any;
    #[cfg(feature = "decimal")] rust_decimal::Decimal => crate::types::Numeric;
    #[cfg(feature = "decimal")] i32 => crate::types::Numeric;
    #[cfg(feature = "decimal")] i64 => crate::types::Numeric;
    #[cfg(feature = "chrono")] chrono::NaiveDate => crate::types::Date;
    #[cfg(feature = "chrono")] chrono::NaiveTime => crate::types::Time;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => crate::types::Timestamp;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => crate::types::TimestampTz;
    #[cfg(feature = "uuid")] uuid::Uuid => crate::types::Uuid;
    #[cfg(feature = "json")] serde_json::Value => crate::types::Json;
}

/// For a type with one impl the compiler describes that impl, at length, even if it is not recommended; for one with two
/// it does not. No expression has [`NoType`], so nothing is allowed by this.
macro_rules! second_impl {
    ($($(#[$gate:meta])* $rust:ty => $sql:ty;)*) => { $(
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl Operand<NoType> for $rust {
            type Sql = $sql;
            type Refs = NoRefs;
            type Wider = $sql;

            fn operand(self) -> Node {
                Node::Bind(<$sql>::encode(self.into()))
            }
        }
    )* };
}

second_impl! {
    bool => Boolean;
    f32 => Real;
    f64 => Double;
    &str => Text;
    &String => Text;
    String => Text;
    &[u8] => Blob;
    Vec<u8> => Blob;
    Value => Any;
    #[cfg(not(feature = "decimal"))] i64 => BigInt;
    #[cfg(feature = "decimal")] rust_decimal::Decimal => crate::types::Numeric;
    #[cfg(feature = "chrono")] chrono::NaiveDate => crate::types::Date;
    #[cfg(feature = "chrono")] chrono::NaiveTime => crate::types::Time;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => crate::types::Timestamp;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => crate::types::TimestampTz;
    #[cfg(feature = "uuid")] uuid::Uuid => crate::types::Uuid;
    #[cfg(feature = "json")] serde_json::Value => crate::types::Json;
}

#[diagnostic::do_not_recommend]
impl<M: SqlMapped> Operand<Mapped<M>> for M {
    type Sql = Mapped<M>;
    type Refs = NoRefs;
    type Wider = Mapped<M>;

    fn operand(self) -> Node {
        Node::Bind(Mapped::<M>::encode(self))
    }
}

#[diagnostic::do_not_recommend]
impl<M: SqlMapped> ParameterValue<Mapped<M>> for M {
    fn parameter_value(self) -> Value {
        Mapped::<M>::encode(self)
    }
}

/// `None` is NULL: `eq(None)` is `IS NULL`.
#[diagnostic::do_not_recommend]
impl<B: BaseType<Rust = V>, V> Operand<B> for Option<V> {
    type Sql = Nullable<B>;
    type Refs = NoRefs;
    type Wider = B;

    fn operand(self) -> Node {
        Node::Bind(self.map_or(Value::Null(B::KIND), B::encode))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Source, T: SqlType, Id, B> Operand<B> for Column<S, T, Id>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Ref<S, Id>;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for Expr<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = R;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.into_node()
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for &Expr<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = R;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for Aggregate<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Aggregated<R>;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for &Aggregate<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Aggregated<R>;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

/// A SQL type that a condition may have.
#[diagnostic::on_unimplemented(
    message = "a condition must be of SQL type `Boolean`, but this is `{Self}`",
    label = "is not a condition",
    note = "compare it with something: `.eq(…)`, `.gt(…)`, `.is_null()`, …"
)]
pub trait IsBoolean: SqlType<Base = Boolean> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<T: TruthValue> IsBoolean for T {
    type Kept = ();
}

/// The types for which [`IsBoolean`] holds.
pub trait TruthValue: SqlType<Base = Boolean> {}

impl TruthValue for Boolean {}
impl TruthValue for Nullable<Boolean> {}

/// A SQL type that LIKE, concatenation and the string functions take.
#[diagnostic::on_unimplemented(
    message = "this takes an expression of SQL type `Text`, but this is `{Self}`",
    label = "is not text; convert it with `.cast::<Text>()`"
)]
pub trait IsText: SqlType<Base = Text> {}

#[diagnostic::do_not_recommend]
impl IsText for Text {}
#[diagnostic::do_not_recommend]
impl IsText for Nullable<Text> {}

/// A value of nullability `Self` may be assigned to a column of nullability `Target`.
#[diagnostic::on_unimplemented(
    message = "a value that may be NULL is assigned to a NOT NULL column",
    label = "may be NULL",
    note = "give a default: `func::coalesce(value, …)`"
)]
pub trait Assignable<Target> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<N: AtMost<Target>, Target> Assignable<Target> for N {
    type Kept = ();
}

/// The pairs for which [`Assignable`] holds.
pub trait AtMost<Target> {}

impl AtMost<Self> for NotNull {}
impl AtMost<MaybeNull> for NotNull {}
impl AtMost<Self> for MaybeNull {}

/// A value or an expression that may be assigned to a column of SQL type `Target`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be assigned to a column of SQL type `{Target}`",
    label = "expected a value or an expression of SQL type `{Target}`",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait Assigned<Target: SqlType, Scope, I>: Operand<Target::Base> {
    /// The rules are kept by all parts.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<V, Target: SqlType, Sc, I> Assigned<Target, Sc, I> for V
where
    V: Operand<Target::Base, Sql: SqlType<Nullness: Assignable<Target::Nullness>>, Refs: InRow<Sc, I>>,
{
    type Kept =
        (<<V::Sql as SqlType>::Nullness as Assignable<Target::Nullness>>::Kept, <V::Refs as InRow<Sc, I>>::Kept);
}
