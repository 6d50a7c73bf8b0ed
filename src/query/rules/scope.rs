//! The scope of a query: a list `(Entry, (Entry, ()))` of what stands in FROM, newest first.
//!
//! An entry is [`Inner<S, G>`](Inner), [`Outer<S, G>`](Outer) (an outer join may make its columns NULL) or
//! [`Correlated<S>`](Correlated) (it belongs to an enclosing query); `G` says which columns of `S` are in GROUP BY.
//! The compiler infers positions in the list, [`Here`] and [`There`].

use super::Mark;
use super::references::{Both, NeverNull, NoRefs, Ref, Unchecked, Whole};

/// The head of a list.
#[derive(Debug)]
pub struct Here;

/// Position `I` of a list's rest.
#[derive(Debug)]
pub struct There<I>(Mark<I>);

/// A source whose rows are always there.
#[derive(Debug)]
pub struct Inner<S, G = Ungrouped>(Mark<(S, G)>);

/// A source that an outer join may leave without a row.
#[derive(Debug)]
pub struct Outer<S, G = Ungrouped>(Mark<(S, G)>);

/// A source of an enclosing query.
#[derive(Debug)]
pub struct Correlated<S>(Mark<S>);

/// What stands in FROM uses columns `R` of an enclosing query: a LATERAL item, or a function of columns.
#[derive(Debug)]
pub struct Needs<R>(Mark<R>);

/// The scope of a query whose type does not say what stands in FROM: an erased one. Everything may, and the statement is
/// checked when it is compiled.
#[derive(Debug)]
pub struct AnyScope;

/// No column of the source is in GROUP BY.
#[derive(Debug)]
pub struct Ungrouped;

/// The columns in list `L` are in GROUP BY.
#[derive(Debug)]
pub struct Grouped<L>(Mark<L>);

/// The primary key is in GROUP BY, so all columns are determined.
#[derive(Debug)]
pub struct GroupedWhole;

/// The scope after a RIGHT or FULL join: everything before it may be NULL.
pub trait AllOuter {
    /// The scope with every source optional.
    type Out;
}

impl AllOuter for () {
    type Out = ();
}

impl<S, G, R: AllOuter> AllOuter for (Inner<S, G>, R) {
    type Out = (Outer<S, G>, R::Out);
}

impl<S, G, R: AllOuter> AllOuter for (Outer<S, G>, R) {
    type Out = (Outer<S, G>, R::Out);
}

impl<S, R: AllOuter> AllOuter for (Correlated<S>, R) {
    type Out = (Correlated<S>, R::Out);
}

impl<N, R: AllOuter> AllOuter for (Needs<N>, R) {
    type Out = (Needs<N>, R::Out);
}

/// The sources of enclosing queries that a scope names: [`correlate`](crate::query::Select::correlate)d ones.
pub trait OuterRefs {
    /// What a query of this scope refers to outside of itself.
    type Out: OuterScope;
}

impl OuterRefs for () {
    type Out = NoRefs;
}

impl<S, G, R: OuterRefs> OuterRefs for (Inner<S, G>, R) {
    type Out = R::Out;
}

impl<S, G, R: OuterRefs> OuterRefs for (Outer<S, G>, R) {
    type Out = R::Out;
}

impl<S, R: OuterRefs> OuterRefs for (Correlated<S>, R) {
    type Out = Both<Whole<S>, R::Out>;
}

impl<N, R: OuterRefs> OuterRefs for (Needs<N>, R) {
    type Out = Both<N, R::Out>;
}

/// What an item of FROM refers to outside of itself, as a scope.
pub trait OuterScope {
    /// `()` for nothing, [`Needs`] of it otherwise.
    type Scope;
}

impl OuterScope for NoRefs {
    type Scope = ();
}

macro_rules! outer_scope {
    ($($refs:ident<$($parameter:ident),*>;)*) => { $(
        impl<$($parameter),*> OuterScope for $refs<$($parameter),*> {
            type Scope = (Needs<Self>, ());
        }
    )* };
}

outer_scope! {
    Ref<S, Id>;
    Whole<S>;
    Both<A, B>;
    NeverNull<R>;
    Unchecked<>;
}

/// A query that refers to nothing outside of itself.
#[diagnostic::on_unimplemented(
    message = "a derived table cannot refer to the query around it",
    label = "is correlated",
    note = "correlated queries go through `.scalar()` and `.exists()`, or `.lateral(…)` where the database has it"
)]
pub trait StandsAlone {}

#[diagnostic::do_not_recommend]
impl StandsAlone for NoRefs {}
#[diagnostic::do_not_recommend]
impl StandsAlone for Unchecked {}
#[diagnostic::do_not_recommend]
impl<A: StandsAlone, B: StandsAlone> StandsAlone for Both<A, B> {}
