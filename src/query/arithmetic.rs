//! `+ - * / %` and unary minus on numeric expressions: the operators. Their types are in `calculation.rs`.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};
use std::sync::Arc;

use super::calculation::{AddsTo, Arithmetic, CalculatesWith, Subtracts};
use super::operators::{Lifted, binary};
use super::rules::{Aggregated, Both, Ref, Unchecked, Windowed};
use super::{Aggregate, Column, Expr, Expression, Over, Source, TextExpr};
use crate::sql::ast::{BinaryOperator, Node, UnaryOperator};
use crate::types::SqlType;

/// What may stand on the right of `*`, `/` and `%` beside SQL type `B`. Until the compiler knows the operand, it takes a
/// rule about the operand for one that may hold; of a rule about `B` it would only say that there is no such operator.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be calculated with an expression of SQL type `{B}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`; a date takes `Interval::days(…)`"
)]
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait ArithmeticOperand<B>: Sized {
    /// [`CalculatesWith`] for `B`.
    type Rule: CalculatesWith<Self>;
}

#[diagnostic::do_not_recommend]
impl<B: CalculatesWith<O>, O> ArithmeticOperand<B> for O {
    type Rule = B;
}

/// What may stand on the right of `+` beside SQL type `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be calculated with an expression of SQL type `{B}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`; a date takes `Interval::days(…)`"
)]
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait Addend<B>: Sized {
    /// [`AddsTo`] for `B`.
    type Rule: AddsTo<Self>;
}

#[diagnostic::do_not_recommend]
impl<B: AddsTo<O>, O> Addend<B> for O {
    type Rule = B;
}

/// What may stand on the right of `-` beside SQL type `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be calculated with an expression of SQL type `{B}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; from a date, take `Interval::days(…)` or a date; for timestamps there is `func::seconds_between`"
)]
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait Subtrahend<B>: Sized {
    /// [`Subtracts`] for `B`.
    type Rule: Subtracts<Self>;
}

#[diagnostic::do_not_recommend]
impl<B: Subtracts<O>, O> Subtrahend<B> for O {
    type Rule = B;
}

macro_rules! operator_impls {
    ($(($($generics:tt)*) $type:ty, $sql:ident, $refs:ty;)*) => { $(
        addition_impl!(($($generics)*) $type, $sql, $refs, Add add Addend AddsTo Sum plus);
        addition_impl!(($($generics)*) $type, $sql, $refs, Sub sub Subtrahend Subtracts Difference minus);
        operator_impl!(($($generics)*) $type, $sql, $refs, Mul mul Result BinaryOperator::Multiply);
        operator_impl!(($($generics)*) $type, $sql, $refs, Rem rem Result <O::Rule as CalculatesWith<O>>::REST);
        operator_impl!(($($generics)*) $type, $sql, $refs, Div div Quotient <O::Rule as CalculatesWith<O>>::DIVISION);

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
    (
        ($($generics:tt)*) $type:ty, $sql:ident, $refs:ty,
        $trait:ident $method:ident $result:ident $operator:expr
    ) => {
        impl<$($generics)*, O: ArithmeticOperand<$sql::Base>> $trait<O> for $type {
            type Output = Expr<
                Lifted<$sql, <O::Rule as CalculatesWith<O>>::Sql, <O::Rule as CalculatesWith<O>>::$result>,
                Both<$refs, <O::Rule as CalculatesWith<O>>::Refs>,
            >;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(binary($operator, self.node(), O::Rule::operand(other)))
            }
        }
    };
}

macro_rules! addition_impl {
    (
        ($($generics:tt)*) $type:ty, $sql:ident, $refs:ty,
        $trait:ident $method:ident $operand:ident $rule:ident $result:ident $combine:ident
    ) => {
        impl<$($generics)*, O: $operand<$sql::Base>> $trait<O> for $type {
            type Output = Expr<
                Lifted<$sql, <O::Rule as $rule<O>>::Sql, <O::Rule as $rule<O>>::$result>,
                Both<$refs, <O::Rule as $rule<O>>::Refs>,
            >;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(<O::Rule as $rule<O>>::$combine(self.node(), other))
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
