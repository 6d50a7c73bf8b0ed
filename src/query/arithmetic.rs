//! `+ - * / %` and unary minus on numeric expressions.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};
use std::sync::Arc;

use super::operators::{Lifted, binary};
use super::scope::{Aggregated, Both, Ref, Unchecked, Windowed};
use super::{Aggregate, Column, Expr, Expression, Operand, Over, Source, TextExpr};
use crate::sql::ast::{BinaryOperator, Node, UnaryOperator};
use crate::types::{BaseType, BigInt, Double, Integer, Real, SmallInt, SqlType};

/// A SQL type to calculate with.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.id + 1, User.id * 2 - 3, User.id % 10, -User.id, User.id / 2));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id + ?, user_account.id * ? - ?, user_account.id % ?, -user_account.id, user_account.id \
///      / (? + 0.0) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is no number to calculate with",
    label = "is no number",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`"
)]
pub trait Arithmetic: BaseType {}

impl Arithmetic for SmallInt {}
impl Arithmetic for Integer {}
impl Arithmetic for BigInt {}
impl Arithmetic for Real {}
impl Arithmetic for Double {}
#[cfg(feature = "decimal")]
impl Arithmetic for crate::types::Numeric {}

/// Two numbers that are calculated with: the result has the wider type, whichever of them stands first.
#[diagnostic::on_unimplemented(
    message = "numbers of SQL types `{Self}` and `{Other}` are not calculated with",
    label = "has SQL type `{Self}`",
    note = "convert one of them with `.cast::<…>()`"
)]
pub trait CombinesWith<Other>: Arithmetic {
    /// The type of the result.
    type Result: Arithmetic;
}

macro_rules! combined {
    ($($(#[$gate:meta])* $narrow:ty, $wide:ty;)*) => { $(
        $(#[$gate])*
        impl CombinesWith<$wide> for $narrow {
            type Result = $wide;
        }
        $(#[$gate])*
        impl CombinesWith<$narrow> for $wide {
            type Result = $wide;
        }
    )* };
    (@alone $($(#[$gate:meta])* $type:ty;)*) => { $(
        $(#[$gate])*
        impl CombinesWith<Self> for $type {
            type Result = Self;
        }
    )* };
}

combined!(@alone SmallInt; Integer; BigInt; Real; Double; #[cfg(feature = "decimal")] crate::types::Numeric;);

combined! {
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
    // Exact beside inexact is inexact, as SQL has it.
    #[cfg(feature = "decimal")] crate::types::Numeric, Double;
}

/// What may stand on the right of `+ - * / %` beside a number of SQL type `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be combined with a number of SQL type `{B}`",
    label = "expected a number or a numeric expression",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait ArithmeticOperand<B>: Operand<B> {
    /// The type of the result.
    type Result: Arithmetic;
}

impl<B, O: Operand<B>> ArithmeticOperand<B> for O
where
    B: Arithmetic + CombinesWith<<O::Sql as SqlType>::Base>,
{
    type Result = <B as CombinesWith<<O::Sql as SqlType>::Base>>::Result;
}

/// What may stand on the right of `+` and `-` beside an expression of SQL type `B`: a number, or an
/// [`Interval`](super::Interval) beside a date.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to an expression of SQL type `{B}`",
    label = "expected a number or a numeric expression",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait Addend<B> {
    /// Its SQL type, for its nullability.
    type Sql: SqlType;
    /// The type of the sum.
    type Result: BaseType;
    /// The columns it uses.
    type Refs;

    /// `left + self`.
    fn added_to(self, left: Node) -> Node;

    /// `left - self`.
    fn subtracted_from(self, left: Node) -> Node;
}

impl<B, O: ArithmeticOperand<B>> Addend<B> for O {
    type Sql = O::Sql;
    type Result = O::Result;
    type Refs = O::Refs;

    fn added_to(self, left: Node) -> Node {
        binary(BinaryOperator::Add, left, self.operand())
    }

    fn subtracted_from(self, left: Node) -> Node {
        binary(BinaryOperator::Subtract, left, self.operand())
    }
}

/// What may stand below a number of SQL type `B`.
#[diagnostic::on_unimplemented(
    message = "a number of SQL type `{B}` cannot be divided by `{Self}`",
    label = "expected a number or a numeric expression",
    note = "convert the value in Rust, or the expression with `.cast::<…>()`"
)]
pub trait Divisor<B>: Operand<B> {
    /// The type of the quotient.
    type Quotient: BaseType;
    /// The operator that keeps the fraction.
    const OPERATOR: BinaryOperator;
}

impl<B, O: Operand<B>> Divisor<B> for O
where
    B: Divisible + CombinesWith<<O::Sql as SqlType>::Base, Result: Divisible>,
{
    type Quotient = <B::Result as Divisible>::Quotient;
    const OPERATOR: BinaryOperator = <B::Result as Divisible>::OPERATOR;
}

/// What dividing gives: integers divide to a `Double`, as in SQLAlchemy, not to an integer that lost its fraction.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is no number to divide",
    label = "is no number",
    note = "convert it with `.cast::<…>()`"
)]
pub trait Divisible: Arithmetic {
    /// The type of the quotient.
    type Quotient: BaseType;
    /// The operator that keeps the fraction.
    const OPERATOR: BinaryOperator;
}

macro_rules! divisible {
    ($($(#[$gate:meta])* $type:ty => $quotient:ty, $operator:ident;)*) => { $(
        $(#[$gate])*
        impl Divisible for $type {
            type Quotient = $quotient;
            const OPERATOR: BinaryOperator = BinaryOperator::$operator;
        }
    )* };
}

divisible! {
    SmallInt => Double, Divide;
    Integer => Double, Divide;
    BigInt => Double, Divide;
    Real => Real, DivideExact;
    Double => Double, DivideExact;
    #[cfg(feature = "decimal")] crate::types::Numeric => crate::types::Numeric, DivideNumeric;
}

macro_rules! operator_impls {
    ($(($($generics:tt)*) $type:ty, $sql:ident, $refs:ty;)*) => { $(
        addition_impl!(($($generics)*) $type, $sql, $refs, Add add added_to);
        addition_impl!(($($generics)*) $type, $sql, $refs, Sub sub subtracted_from);
        operator_impl!(($($generics)*) $type, $sql, $refs, Mul mul Multiply);
        operator_impl!(($($generics)*) $type, $sql, $refs, Rem rem Modulo);

        impl<$($generics)*, O: Divisor<$sql::Base>> Div<O> for $type {
            type Output = Expr<Lifted<$sql, O::Sql, O::Quotient>, Both<$refs, O::Refs>>;

            fn div(self, other: O) -> Self::Output {
                Expr::new(binary(O::OPERATOR, self.node(), other.operand()))
            }
        }

        impl<$($generics)*> Neg for $type
        where
            $sql::Base: Arithmetic,
        {
            type Output = Expr<$sql, $refs>;

            fn neg(self) -> Self::Output {
                Expr::new(Node::Unary(UnaryOperator::Negate, Arc::new(self.node())))
            }
        }
    )* };
}

macro_rules! operator_impl {
    (($($generics:tt)*) $type:ty, $sql:ident, $refs:ty, $trait:ident $method:ident $operator:ident) => {
        impl<$($generics)*, O: ArithmeticOperand<$sql::Base>> $trait<O> for $type {
            type Output = Expr<Lifted<$sql, O::Sql, O::Result>, Both<$refs, O::Refs>>;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(binary(BinaryOperator::$operator, self.node(), other.operand()))
            }
        }
    };
}

macro_rules! addition_impl {
    (($($generics:tt)*) $type:ty, $sql:ident, $refs:ty, $trait:ident $method:ident $combine:ident) => {
        impl<$($generics)*, O: Addend<$sql::Base>> $trait<O> for $type {
            type Output = Expr<Lifted<$sql, O::Sql, O::Result>, Both<$refs, O::Refs>>;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(other.$combine(self.node()))
            }
        }
    };
}

operator_impls! {
    (S: Source, T: SqlType, Id) Column<S, T, Id>, T, Ref<S, Id>;
    (T: SqlType, R) Expr<T, R>, T, R;
    (T: SqlType, R) &Expr<T, R>, T, R;
    (T: SqlType, R) Aggregate<T, R>, T, Aggregated<R>;
    (T: SqlType, R) &Aggregate<T, R>, T, Aggregated<R>;
    (T: SqlType, R) Over<T, R>, T, Windowed<R>;
    (T: SqlType, R) &Over<T, R>, T, Windowed<R>;
    (T: SqlType) TextExpr<T>, T, Unchecked;
    (T: SqlType) &TextExpr<T>, T, Unchecked;
}
