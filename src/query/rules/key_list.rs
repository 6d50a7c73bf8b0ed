//! The list of a source's grouped columns, in which each stands once: SQL may name a column in several sets of keys, but
//! the compiler finds it by its position.
//!
//! As for tables (`identity.rs`), columns have numbers in bits, because Rust cannot say that two types differ.

use super::identity::{Answer, No, One, Same, Zero, digits};
use super::references::{Position, PrimaryKeyColumn};
use crate::query::Item;

/// A column with a number that no other of its source has.
pub trait Numbered {
    /// The number, in bits.
    type Number;
}

/// The primary key has none of the numbers that positions have.
impl Numbered for PrimaryKeyColumn {
    type Number = ();
}

/// A column of a table.
impl<const LOW: u8, const HIGH: u8> Numbered for Position<LOW, HIGH>
where
    Byte<HIGH>: InBits<()>,
    Byte<LOW>: InBits<<Byte<HIGH> as InBits<()>>::Out>,
{
    type Number = (Zero, <Byte<LOW> as InBits<<Byte<HIGH> as InBits<()>>::Out>>::Out);
}

/// A column of a derived table.
impl<const N: u8> Numbered for Item<N>
where
    Byte<N>: InBits<()>,
{
    type Number = (One, <Byte<N> as InBits<()>>::Out);
}

/// A number below 256.
#[derive(Debug)]
pub struct Byte<const N: u8>;

/// A number whose eight bits are known to the compiler as types.
pub trait InBits<Rest> {
    /// The bits before `Rest`.
    type Out;
}

macro_rules! bytes {
    (@$high:literal $bits:ident: $($low:literal $digit:ident)*) => { $(
        impl<Rest> InBits<Rest> for Byte<{ 16 * $high + $low }> {
            type Out = digits::$digit<digits::$bits<Rest>>;
        }
    )* };
    ($($high:literal $bits:ident)*) => { $(
        bytes!(@$high $bits: 0 X0 1 X1 2 X2 3 X3 4 X4 5 X5 6 X6 7 X7 8 X8 9 X9 10 XA 11 XB 12 XC 13 XD 14 XE 15 XF);
    )* };
}

bytes!(0 X0 1 X1 2 X2 3 X3 4 X4 5 X5 6 X6 7 X7 8 X8 9 X9 10 XA 11 XB 12 XC 13 XD 14 XE 15 XF);

/// Whether a list of columns has the one of this number.
pub trait HasNumber<Number> {
    /// The answer.
    type Out: Answer;
}

impl<Number> HasNumber<Number> for () {
    type Out = No;
}

impl<Id: Numbered<Number: Same<Number>>, R: HasNumber<Number>, Number> HasNumber<Number> for (Id, R) {
    type Out = <<Id::Number as Same<Number>>::Out as Answer>::Or<R::Out>;
}

/// A list of columns, `Id` among them.
pub trait With<Id> {
    /// The list: longer by one, if the column was not there.
    type Out;
}

impl<Id: Numbered, L: HasNumber<Id::Number>> With<Id> for L {
    type Out = <L::Out as Answer>::If<L, (Id, L)>;
}
