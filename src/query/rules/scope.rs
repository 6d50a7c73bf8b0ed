//! The scope of a query: a list `(Entry, (Entry, ()))` of what stands in FROM, newest first.
//!
//! An entry is [`Inner<S, G>`](Inner), [`Outer<S, G>`](Outer) (an outer join may make its columns NULL) or
//! [`Correlated<S>`](Correlated) (it belongs to an enclosing query); `G` says which columns of `S` are in GROUP BY.
//! The compiler infers positions in the list, [`Here`] and [`There`].

use super::Mark;
use super::references::{Both, NoRefs, Whole};

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

/// The sources of enclosing queries that a scope names: [`correlate`](crate::query::Select::correlate)d ones.
pub trait OuterRefs {
    /// What a query of this scope refers to outside of itself.
    type Out;
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

/// A query that refers to nothing outside of itself.
#[diagnostic::on_unimplemented(
    message = "a derived table cannot refer to the query around it",
    label = "is correlated",
    note = "correlated queries go through `.scalar()` and `.exists()`, or `.lateral(…)` where the database has it"
)]
pub trait StandsAlone {}

impl StandsAlone for NoRefs {}
