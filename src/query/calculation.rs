//! Which types are calculated with each other, and which type the result has.

use super::Operand;
use super::operators::binary;
use crate::sql::ast::{BinaryOperator, Node};
use crate::types::{BaseType, BigInt, Double, Integer, Real, SmallInt, SqlType};

/// A SQL type to calculate with. A result that the type has no room for is an error, of the database or when it is decoded;
/// the rest of a division has the sign of the dividend.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query =
///     select((User.id + 1, User.id * 2 - 3, User.id % 10, -User.id, User.id / 2));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id + ?, user_account.id * ? - ?, user_account.id % \
///      ?, -user_account.id, user_account.id / (? + 0.0) FROM user_account",
/// );
///
/// // the result has the wider type, whichever of the two stands first
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Flight;
/// let query: Query<(Option<f64>, f64)> =
///     select((Flight.seats * Flight.price, literal(1) - Flight.price)).erase();
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT flight.seats * flight.price, ? - flight.price FROM flight",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is not a number to calculate with",
    label = "is not a number",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`"
)]
pub trait Arithmetic: BaseType {}

#[diagnostic::do_not_recommend]
impl Arithmetic for SmallInt {}
#[diagnostic::do_not_recommend]
impl Arithmetic for Integer {}
#[diagnostic::do_not_recommend]
impl Arithmetic for BigInt {}
#[diagnostic::do_not_recommend]
impl Arithmetic for Real {}
#[diagnostic::do_not_recommend]
impl Arithmetic for Double {}
#[cfg(feature = "decimal")]
#[diagnostic::do_not_recommend]
impl Arithmetic for crate::types::Numeric {}

/// Two numbers that are calculated with: the result has the wider type, whichever of them stands first.
#[diagnostic::on_unimplemented(
    message = "numbers of SQL types `{Self}` and `{Other}` cannot be combined",
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
        #[diagnostic::do_not_recommend]
        impl CombinesWith<$wide> for $narrow {
            type Result = $wide;
        }
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl CombinesWith<$narrow> for $wide {
            type Result = $wide;
        }
    )* };
    (@alone $($(#[$gate:meta])* $type:ty;)*) => { $(
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
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

/// A number of SQL type `Self` is calculated with operand `O`.
#[diagnostic::on_unimplemented(
    message = "`{O}` cannot be calculated with an expression of SQL type `{Self}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`; a date takes `Interval::days(…)`"
)]
pub trait CalculatesWith<O> {
    /// The operand's SQL type, for its nullability.
    type Sql: SqlType;
    /// The columns that the operand uses.
    type Refs;
    /// The type of the result.
    type Result: BaseType;
    /// The type of the quotient.
    type Quotient: BaseType;
    /// The division that keeps the fraction.
    const DIVISION: BinaryOperator;
    /// The operator of the rest.
    const REST: BinaryOperator;

    /// The operand's tree.
    fn operand(operand: O) -> Node;
}

/// An operand `O` is added to an expression of SQL type `Self`: a number, or an [`Interval`](crate::query::Interval)
/// beside a date.
#[diagnostic::on_unimplemented(
    message = "`{O}` cannot be calculated with an expression of SQL type `{Self}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; text is joined with `.concat(…)`; a date takes `Interval::days(…)`"
)]
pub trait AddsTo<O> {
    /// The operand's SQL type, for its nullability.
    type Sql: SqlType;
    /// The columns that the operand uses.
    type Refs;
    /// The type of the sum.
    type Sum: BaseType;

    /// `left + operand`.
    fn plus(left: Node, operand: O) -> Node;

    /// `left - operand`.
    fn minus(left: Node, operand: O) -> Node;
}

/// An operand `O` is subtracted from an expression of SQL type `Self`: what can be added, or a date from a date, which gives
/// days.
#[diagnostic::on_unimplemented(
    message = "`{O}` cannot be calculated with an expression of SQL type `{Self}`",
    label = "the operand is not a number of a suitable type",
    note = "convert it with `.cast::<…>()`; from a date, take `Interval::days(…)` or a date; for timestamps there is `func::seconds_between`"
)]
pub trait Subtracts<O> {
    /// The operand's SQL type, for its nullability.
    type Sql: SqlType;
    /// The columns that the operand uses.
    type Refs;
    /// The type of the difference.
    type Difference: BaseType;

    /// `left - operand`.
    fn minus(left: Node, operand: O) -> Node;
}

#[diagnostic::do_not_recommend]
impl<T: AddsTo<O>, O> Subtracts<O> for T {
    type Sql = T::Sql;
    type Refs = T::Refs;
    type Difference = T::Sum;

    fn minus(left: Node, operand: O) -> Node {
        <T as AddsTo<O>>::minus(left, operand)
    }
}

/// What dividing gives: integers divide to a `Double`, as in SQLAlchemy, not to an integer that lost its fraction. Decimal
/// numbers divide to a decimal number, whose last digits are the database's.
///
/// Dividing by zero is an error: PostgreSQL refuses the statement; on SQLite and MySQL the quotient is NULL, which is an
/// error when it is decoded, and no match in a condition. `a / func::nullif(b, 0)` is NULL on all three, and typed so.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let share: Query<Option<f64>> =
///     select(User.id / func::nullif(User.id - 1, 0)).erase();
/// assert_eq!(
///     share.compile(Dialect::MySql)?.sql(),
///     "SELECT user_account.id / (nullif(user_account.id - ?, ?) + 0e0) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub trait Divisible: Arithmetic {
    /// The type of the quotient.
    type Quotient: BaseType;
    /// The operator that keeps the fraction.
    const OPERATOR: BinaryOperator;
    /// The operator of the rest, which has the sign of the dividend.
    const REST: BinaryOperator;
}

macro_rules! numbers {
    ($($(#[$gate:meta])* $type:ty => $quotient:ty, $operator:ident, $rest:ident;)*) => { $(
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl Divisible for $type {
            type Quotient = $quotient;
            const OPERATOR: BinaryOperator = BinaryOperator::$operator;
            const REST: BinaryOperator = BinaryOperator::$rest;
        }

        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl<O: Operand<$type>> CalculatesWith<O> for $type
        where
            Self: CombinesWith<<O::Sql as SqlType>::Base, Result: Divisible>,
        {
            type Sql = O::Sql;
            type Refs = O::Refs;
            type Result = <Self as CombinesWith<<O::Sql as SqlType>::Base>>::Result;
            type Quotient = <Self::Result as Divisible>::Quotient;
            const DIVISION: BinaryOperator = <Self::Result as Divisible>::OPERATOR;
            const REST: BinaryOperator = <Self::Result as Divisible>::REST;

            fn operand(operand: O) -> Node {
                operand.operand()
            }
        }

        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl<O> AddsTo<O> for $type
        where
            Self: CalculatesWith<O>,
        {
            type Sql = <Self as CalculatesWith<O>>::Sql;
            type Refs = <Self as CalculatesWith<O>>::Refs;
            type Sum = <Self as CalculatesWith<O>>::Result;

            fn plus(left: Node, operand: O) -> Node {
                binary(BinaryOperator::Add, left, Self::operand(operand))
            }

            fn minus(left: Node, operand: O) -> Node {
                binary(BinaryOperator::Subtract, left, Self::operand(operand))
            }
        }
    )* };
}

numbers! {
    SmallInt => Double, Divide, Modulo;
    Integer => Double, Divide, Modulo;
    BigInt => Double, Divide, Modulo;
    Real => Real, DivideExact, ModuloDouble;
    Double => Double, DivideExact, ModuloDouble;
    #[cfg(feature = "decimal")] crate::types::Numeric => crate::types::Numeric, DivideNumeric, ModuloNumeric;
}
