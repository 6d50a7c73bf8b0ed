//! Whether two sources are the same: a table must not stand twice in FROM under one name.
//!
//! Rust cannot say "these types differ", so each generated table has a number, written in bits at the type level
//! (its position in the schema, then a hash of the schema's name), and two numbers differ where a bit does.

use super::Source;
use super::scope::{Correlated, Inner, Outer};
use crate::entity::Table;

/// A bit that is 0.
#[derive(Debug)]
pub struct Zero;

/// A bit that is 1.
#[derive(Debug)]
pub struct One;

/// The identity of a source that is made anew each time: an alias, a subquery.
#[derive(Debug)]
pub struct Unique;

/// Two identities differ.
pub trait Differs<Other> {}

impl<R, Q> Differs<(Zero, Q)> for (One, R) {}
impl<R, Q> Differs<(One, Q)> for (Zero, R) {}
impl<R: Differs<Q>, Q> Differs<(Zero, Q)> for (Zero, R) {}
impl<R: Differs<Q>, Q> Differs<(One, Q)> for (One, R) {}
impl<B, R> Differs<Unique> for (B, R) {}
impl<B, R> Differs<(B, R)> for Unique {}
impl Differs<Self> for Unique {}

/// The list is without source `S`.
#[diagnostic::on_unimplemented(
    message = "`{S}` is in the FROM clause already and is joined again",
    label = "is there already; use a second name: `let other = alias!(\"other\", Table);`"
)]
pub trait LacksSource<S> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S> LacksSource<S> for () {
    type Kept = ();
}

macro_rules! lacks {
    ($($entry:ident $(, $groups:ident)?;)*) => { $(
        // Whichever table it is that is there already, and whichever bit shows it: this is what is reported.
        #[diagnostic::do_not_recommend]
        impl<S: Source<Identity: Differs<E::Identity>>, E: Source, $($groups,)? R: LacksSource<S>> LacksSource<S>
            for ($entry<E $(, $groups)?>, R)
        {
            type Kept = ();
        }
    )* };
}

lacks! {
    Inner, G;
    Outer, G;
    Correlated;
}

/// Source `Self` is not in the list yet: [`LacksSource`], to be said of the source.
pub trait NotIn<Scope> {
    /// The rule is kept.
    type Kept;
}

impl<S, Sc: LacksSource<S>> NotIn<Sc> for S {
    type Kept = Sc::Kept;
}

// --- the same as a question that has both answers ----------------------------------------------------

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

/// Whether two identities are the same.
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

/// Whether a list of tables has the one of this identity.
pub trait Has<Identity> {
    /// The answer.
    type Out: Answer;
}

impl<Identity> Has<Identity> for () {
    type Out = No;
}

impl<T: Table, R: Has<Identity>, Identity> Has<Identity> for (T, R)
where
    <T as Table>::Identity: Same<Identity>,
{
    type Out = <<<T as Table>::Identity as Same<Identity>>::Out as Answer>::Or<R::Out>;
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
