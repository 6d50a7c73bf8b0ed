//! The rule of FROM: every column's source stands there, and whether an outer join makes the column nullable.

use super::kept::Checked;
use super::parts::{References, RowWise};
use super::references::{Aggregated, Both, NeverNull, NoRefs, Ref, Unchecked, Whole, Windowed};
use super::scope::{AnyScope, Correlated, GroupedWhole, Here, Inner, Outer, There};
use crate::query::Source;
use crate::types::{MaybeNull, NotNull, Nullness};

/// The list has source `S`, at position `I`.
#[diagnostic::on_unimplemented(
    message = "`{S}` is not in the FROM clause of this query",
    label = "uses a column of `{S}`",
    note = "add it first: `.join(…)`, `.select_from(…)`, `.correlate(…)` from the query around it, `.from(…)` or `.using(…)`"
)]
pub trait Offers<S, I> {
    /// Whether an outer join makes its columns nullable.
    type Null: Nullness;
    /// Which of its columns are grouped.
    type Groups;
}

#[diagnostic::do_not_recommend]
impl<S, G, R> Offers<S, Here> for (Inner<S, G>, R) {
    type Null = NotNull;
    type Groups = G;
}

#[diagnostic::do_not_recommend]
impl<S, G, R> Offers<S, Here> for (Outer<S, G>, R) {
    type Null = MaybeNull;
    type Groups = G;
}

#[diagnostic::do_not_recommend]
impl<S, R> Offers<S, Here> for (Correlated<S>, R) {
    type Null = NotNull;
    type Groups = GroupedWhole;
}

#[diagnostic::do_not_recommend]
impl<S, E, R: Offers<S, I>, I> Offers<S, There<I>> for (E, R) {
    type Null = R::Null;
    type Groups = R::Groups;
}

#[diagnostic::do_not_recommend]
impl<S> Offers<S, Here> for AnyScope {
    type Null = NotNull;
    type Groups = GroupedWhole;
}

/// Source `Self` stands in FROM: [`Offers`], as a bound on the source.
pub trait InFrom<Scope, I>: Source {
    /// Whether an outer join makes its columns nullable.
    type Null: Nullness;
}

impl<S: Source, Sc: Offers<S, I>, I> InFrom<Sc, I> for S {
    type Null = Sc::Null;
}

/// Everything that `Self` refers to stands in FROM.
pub trait RefsIn<Scope, I> {
    /// Whether an outer join makes the expression nullable.
    type Null: Nullness;
}

impl<Sc> RefsIn<Sc, ()> for NoRefs {
    type Null = NotNull;
}

impl<Sc> RefsIn<Sc, ()> for Unchecked {
    type Null = NotNull;
}

impl<Sc: Offers<S, I>, S, Id, I> RefsIn<Sc, I> for Ref<S, Id> {
    type Null = Sc::Null;
}

impl<Sc: Offers<S, I>, S, I> RefsIn<Sc, I> for Whole<S> {
    type Null = Sc::Null;
}

impl<Sc, A: RefsIn<Sc, I>, B: RefsIn<Sc, J>, I, J> RefsIn<Sc, (I, J)> for Both<A, B> {
    type Null = <A::Null as Nullness>::Or<B::Null>;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for Aggregated<R> {
    type Null = Checked<NotNull, R::Null>;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for Windowed<R> {
    type Null = Checked<NotNull, R::Null>;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for NeverNull<R> {
    type Null = Checked<NotNull, R::Null>;
}

/// An expression that is computed from one row of the query.
pub trait InRow<Scope, I> {
    /// The rules are kept by all parts.
    type Kept;
}

impl<R: RefsIn<Sc, I> + References<Parts: RowWise>, Sc, I> InRow<Sc, I> for R {
    type Kept = (R::Null, <R::Parts as RowWise>::Kept);
}
