//! Operators on the bits of integers.

use std::sync::Arc;

use super::operators::{Applied, Base, binary};
use super::{Expr, Expression, Operand};
use crate::sql::ast::{BinaryOperator, Node, UnaryOperator};
use crate::types::{BaseType, BigInt, Integer, SmallInt};

/// A SQL type that has bits.
#[diagnostic::on_unimplemented(
    message = "operators on bits take integers, but this is of SQL type `{Self}`",
    label = "is not an integer; convert it with `.cast::<Integer>()` or `.cast::<BigInt>()`"
)]
pub trait Bits: BaseType {}

#[diagnostic::do_not_recommend]
impl Bits for SmallInt {}
#[diagnostic::do_not_recommend]
impl Bits for Integer {}
#[diagnostic::do_not_recommend]
impl Bits for BigInt {}

/// The operators on bits, on columns and expressions. MySQL's give unsigned numbers, so they stand in a CAST there.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((
///     User.id.bit_and(6),
///     User.id.bit_or(1),
///     User.id.bit_xor(3),
///     User.id.bit_not(),
/// ))
/// .filter(User.id.shift_right(1).eq(2).or(User.id.shift_left(2).eq(8)));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.id & $1, user_account.id | $2, user_account.id # $3, \
///      ~user_account.id FROM user_account WHERE user_account.id >> $4 = $5 OR \
///      user_account.id << $6 = $7",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub trait BitOperators: Expression + Sized {
    /// `self & other`: the bits that both have.
    fn bit_and<O: Operand<Base<Self>>>(&self, other: O) -> Applied<Self, O, Base<Self>, Base<Self>>
    where
        Base<Self>: Bits,
    {
        Expr::new(binary(BinaryOperator::BitAnd, self.node(), other.operand()))
    }

    /// `self | other`: the bits that one of them has.
    fn bit_or<O: Operand<Base<Self>>>(&self, other: O) -> Applied<Self, O, Base<Self>, Base<Self>>
    where
        Base<Self>: Bits,
    {
        Expr::new(binary(BinaryOperator::BitOr, self.node(), other.operand()))
    }

    /// The bits that just one of them has: `self # other` on PostgreSQL, `self ^ other` on MySQL,
    /// `(self | other) - (self & other)` on SQLite.
    fn bit_xor<O: Operand<Base<Self>>>(&self, other: O) -> Applied<Self, O, Base<Self>, Base<Self>>
    where
        Base<Self>: Bits,
    {
        Expr::new(binary(BinaryOperator::BitXor, self.node(), other.operand()))
    }

    /// `self << places`.
    fn shift_left<O: Operand<Integer>>(&self, places: O) -> Applied<Self, O, Integer, Base<Self>>
    where
        Base<Self>: Bits,
    {
        Expr::new(binary(BinaryOperator::ShiftLeft, self.node(), places.operand()))
    }

    /// `self >> places`: the sign stays, on MySQL with a CASE around it.
    fn shift_right<O: Operand<Integer>>(&self, places: O) -> Applied<Self, O, Integer, Base<Self>>
    where
        Base<Self>: Bits,
    {
        Expr::new(binary(BinaryOperator::ShiftRight, self.node(), places.operand()))
    }

    /// `~self`: the other bits.
    fn bit_not(&self) -> Expr<Self::Sql, Self::Refs>
    where
        Base<Self>: Bits,
    {
        Expr::new(Node::Unary(UnaryOperator::BitNot, Arc::new(self.node())))
    }
}

impl<E: Expression> BitOperators for E {}
