//! What may stand on the right of an operator, and what may be assigned to a column.

use super::scope::{Aggregated, NoRefs, Ref};
use super::{Aggregate, Column, Expr, Expression, Source};
use crate::sql::ast::Node;
use crate::types::{
    BaseType, BigInt, Blob, Boolean, Double, Integer, Mapped, MaybeNull, NotNull, Nullable, Real, SmallInt, SqlMapped,
    SqlType, Text,
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

    /// The untyped tree.
    fn operand(self) -> Node;
}

/// Two SQL types whose values can be compared.
#[diagnostic::on_unimplemented(
    message = "an expression of SQL type `{Self}` cannot be compared or combined with one of type `{Other}`",
    label = "has SQL type `{Self}`",
    note = "convert one of them with `.cast::<…>()`"
)]
pub trait ComparableWith<Other> {}

impl<T: BaseType> ComparableWith<T> for T {}

macro_rules! comparable {
    ($($(#[$gate:meta])* $a:ty, $b:ty;)*) => { $(
        $(#[$gate])* impl ComparableWith<$a> for $b {}
        $(#[$gate])* impl ComparableWith<$b> for $a {}
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

macro_rules! values {
    ($($(#[$gate:meta])* $rust:ty => $sql:ty;)*) => { $(
        $(#[$gate])*
        impl Operand<$sql> for $rust {
            type Sql = $sql;
            type Refs = NoRefs;

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

impl<M: SqlMapped> Operand<Mapped<M>> for M {
    type Sql = Mapped<M>;
    type Refs = NoRefs;

    fn operand(self) -> Node {
        Node::Bind(Mapped::<M>::encode(self))
    }
}

/// `None` is NULL: `eq(None)` is `IS NULL`.
impl<B: BaseType<Rust = V>, V> Operand<B> for Option<V> {
    type Sql = Nullable<B>;
    type Refs = NoRefs;

    fn operand(self) -> Node {
        Node::Bind(self.map_or(crate::sql::value::Value::Null(B::KIND), B::encode))
    }
}

impl<S: Source, T: SqlType, Id, B> Operand<B> for Column<S, T, Id>
where
    T::Base: ComparableWith<B>,
{
    type Sql = T;
    type Refs = Ref<S, Id>;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T: SqlType, R, B> Operand<B> for Expr<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = T;
    type Refs = R;

    fn operand(self) -> Node {
        self.into_node()
    }
}

impl<T: SqlType, R, B> Operand<B> for &Expr<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = T;
    type Refs = R;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T: SqlType, R, B> Operand<B> for Aggregate<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = T;
    type Refs = Aggregated<R>;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T: SqlType, R, B> Operand<B> for &Aggregate<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = T;
    type Refs = Aggregated<R>;

    fn operand(self) -> Node {
        self.node()
    }
}

/// A SQL type that a condition may have.
#[diagnostic::on_unimplemented(
    message = "a condition has to be of SQL type `Boolean`, and this is `{Self}`",
    label = "is no condition",
    note = "compare it with something: `.eq(…)`, `.gt(…)`, `.is_null()`, …"
)]
pub trait IsBoolean: SqlType<Base = Boolean> {}

impl IsBoolean for Boolean {}
impl IsBoolean for Nullable<Boolean> {}

/// A SQL type that LIKE, concatenation and the string functions take.
#[diagnostic::on_unimplemented(
    message = "this takes an expression of SQL type `Text`, and this is `{Self}`",
    label = "is no text",
    note = "convert it with `.cast::<Text>()`"
)]
pub trait IsText: SqlType<Base = Text> {}

impl IsText for Text {}
impl IsText for Nullable<Text> {}

/// A value of nullability `Self` may be assigned to a column of nullability `Target`.
#[diagnostic::on_unimplemented(
    message = "a value that may be NULL is assigned to a NOT NULL column",
    label = "may be NULL",
    note = "give a default: `func::coalesce(value, …)`"
)]
pub trait Assignable<Target> {}

impl Assignable<Self> for NotNull {}
impl Assignable<MaybeNull> for NotNull {}
impl Assignable<Self> for MaybeNull {}
