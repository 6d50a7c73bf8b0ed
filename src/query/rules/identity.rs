//! The rule that a table does not stand twice in FROM under one name, and the question that joins ask of two tables.
//!
//! Rust cannot say "these types differ", so each generated table has a number, written in bits at the type level
//! (its position in the schema, then a hash of the schema's name). Whether two numbers are the same has an answer,
//! [`Yes`] or [`No`], for every two of them; rules ask for the answer that they want.

use super::kept::Never;
use super::scope::{Correlated, Inner, Needs, Outer};
use crate::entity::Table;
use crate::query::Source;

/// A bit that is 0.
#[derive(Debug)]
pub struct Zero;

/// A bit that is 1.
#[derive(Debug)]
pub struct One;

/// The identity of a source that is made for each use: an alias, a subquery. It is the same as no other.
#[derive(Debug)]
pub struct Unique;

/// Yes.
#[derive(Debug)]
pub struct Yes;

/// No.
#[derive(Debug)]
pub struct No;

/// [`Yes`] or [`No`].
pub trait Answer {
    /// `Then` for yes, `Else` for no.
    type If<Then, Else>;
    /// Whether this or the other is yes.
    type Or<Other: Answer>: Answer;
}

impl Answer for Yes {
    type If<Then, Else> = Then;
    type Or<Other: Answer> = Self;
}

impl Answer for No {
    type If<Then, Else> = Else;
    type Or<Other: Answer> = Other;
}

/// Whether two identities are the same. The first bit in which they differ says no.
pub trait Same<Other> {
    /// The answer.
    type Out: Answer;
}

impl Same<()> for () {
    type Out = Yes;
}

impl<B, R> Same<()> for (B, R) {
    type Out = No;
}

impl<B, R> Same<(B, R)> for () {
    type Out = No;
}

impl<R: Same<Q>, Q> Same<(Zero, Q)> for (Zero, R) {
    type Out = R::Out;
}

impl<R: Same<Q>, Q> Same<(One, Q)> for (One, R) {
    type Out = R::Out;
}

impl<R, Q> Same<(Zero, Q)> for (One, R) {
    type Out = No;
}

impl<R, Q> Same<(One, Q)> for (Zero, R) {
    type Out = No;
}

impl<B, R> Same<Unique> for (B, R) {
    type Out = No;
}

impl<B, R> Same<(B, R)> for Unique {
    type Out = No;
}

impl Same<Self> for Unique {
    type Out = No;
}

/// Whether a list of tables, or a scope, has the one of this identity.
pub trait Contains<Identity> {
    /// The answer.
    type Out: Answer;
}

/// The answer for a list whose head has identity `Head` and whose rest is `Rest`.
type Either<Head, Rest, Identity> = <<Head as Same<Identity>>::Out as Answer>::Or<<Rest as Contains<Identity>>::Out>;

impl<Identity> Contains<Identity> for () {
    type Out = No;
}

impl<T: Table<Identity: Same<Identity>>, R: Contains<Identity>, Identity> Contains<Identity> for (T, R) {
    type Out = Either<<T as Table>::Identity, R, Identity>;
}

macro_rules! entry_contains {
    ($($entry:ident $(, $groups:ident)?;)*) => { $(
        impl<S: Source<Identity: Same<Identity>>, $($groups,)? R: Contains<Identity>, Identity> Contains<Identity>
            for ($entry<S $(, $groups)?>, R)
        {
            type Out = Either<S::Identity, R, Identity>;
        }
    )* };
}

entry_contains! {
    Inner, G;
    Outer, G;
    Correlated;
}

impl<N, R: Contains<Identity>, Identity> Contains<Identity> for (Needs<N>, R) {
    type Out = R::Out;
}

/// Source `S` does not stand in FROM: `Self` is the answer [`No`].
#[diagnostic::on_unimplemented(
    message = "`{S}` is already in the FROM clause and is joined or correlated again",
    label = "is already there; use a second name: `let other = alias!(\"other\", Table);`"
)]
pub trait LacksSource<S> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S> LacksSource<S> for No {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S> LacksSource<S> for Yes
where
    (S,): Never,
{
    type Kept = ();
}

/// Source `Self` does not stand in FROM yet.
pub trait NotIn<Scope> {
    /// The rule is kept.
    type Kept;
}

impl<S: Source, Sc: Contains<S::Identity, Out: LacksSource<S>>> NotIn<Sc> for S {
    type Kept = <Sc::Out as LacksSource<S>>::Kept;
}

// --- numbers as generated code writes them -----------------------------------------------------------

/// Four bits before `R`, the lowest in front: what generated code writes a table's number with.
#[doc(hidden)]
pub mod digits {
    use super::{One, Zero};

    macro_rules! digits {
        ($($digit:ident: $a:ident $b:ident $c:ident $d:ident;)*) => { $(
            /// A digit.
            pub type $digit<R> = ($a, ($b, ($c, ($d, R))));
        )* };
    }

    digits! {
        X0: Zero Zero Zero Zero;
        X1: One Zero Zero Zero;
        X2: Zero One Zero Zero;
        X3: One One Zero Zero;
        X4: Zero Zero One Zero;
        X5: One Zero One Zero;
        X6: Zero One One Zero;
        X7: One One One Zero;
        X8: Zero Zero Zero One;
        X9: One Zero Zero One;
        XA: Zero One Zero One;
        XB: One One Zero One;
        XC: Zero Zero One One;
        XD: One Zero One One;
        XE: Zero One One One;
        XF: One One One One;
    }
}

/// A table's number of 32 bits, the lowest digit first: `identity!(X1 X0 X0 X0 X7 XC X2 X9)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __identity {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        $crate::codegen_support::digits::$a<
            $crate::codegen_support::digits::$b<
                $crate::codegen_support::digits::$c<
                    $crate::codegen_support::digits::$d<
                        $crate::codegen_support::digits::$e<
                            $crate::codegen_support::digits::$f<
                                $crate::codegen_support::digits::$g<$crate::codegen_support::digits::$h<()>>,
                            >,
                        >,
                    >,
                >,
            >,
        >
    };
}
