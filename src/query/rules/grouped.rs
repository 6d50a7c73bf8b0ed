//! The rule of GROUP BY: with it, plain columns are grouped.

use super::in_from::Offers;
use super::key_list::With;
use super::parts::{References, RowWise};
use super::references::{
    Aggregated, Both, NeverNull, NoRefs, Position, PrimaryKeyColumn, Ref, Unchecked, Whole, Windowed,
};
use super::scope::{Grouped, GroupedWhole, Here, Inner, Outer, There, Ungrouped};
use crate::query::Item;

/// All columns of a source: they are grouped if its primary key is, but not if that is rolled up.
#[derive(Debug)]
pub struct AllColumns;

/// Column `Id` of source `S` is among the grouped columns `Self`.
#[diagnostic::on_unimplemented(
    message = "a column of `{S}` is neither in GROUP BY nor inside an aggregate",
    label = "uses a column that is not grouped: add it, or its table's primary key, to `.group_by(…)`, or aggregate it"
)]
pub trait HasKey<S, Id, J> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S, Id> HasKey<S, Id, ()> for GroupedWhole {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, Id, R> HasKey<S, Id, Here> for Grouped<(Id, R)> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, Id, H, R, J> HasKey<S, Id, There<J>> for Grouped<(H, R)>
where
    Grouped<R>: HasKey<S, Id, J>,
{
    type Kept = ();
}

/// Everything in `Self` that is not aggregated is grouped.
pub trait AllGrouped<Scope, I> {
    /// The rule is kept by all parts.
    type Kept;
}

impl<Sc> AllGrouped<Sc, ()> for NoRefs {
    type Kept = ();
}

impl<Sc> AllGrouped<Sc, ()> for Unchecked {
    type Kept = ();
}

impl<Sc, R: References<Parts: RowWise>> AllGrouped<Sc, ()> for Aggregated<R> {
    type Kept = <R::Parts as RowWise>::Kept;
}

impl<Sc, R: AllGrouped<Sc, I>, I> AllGrouped<Sc, I> for NeverNull<R> {
    type Kept = R::Kept;
}

impl<Sc, R: AllGrouped<Sc, I>, I> AllGrouped<Sc, I> for Windowed<R> {
    type Kept = R::Kept;
}

impl<Sc, A: AllGrouped<Sc, I>, B: AllGrouped<Sc, J>, I, J> AllGrouped<Sc, (I, J)> for Both<A, B> {
    type Kept = (A::Kept, B::Kept);
}

impl<Sc: Offers<S, I, Groups: HasKey<S, Id, J>>, S, Id, I, J> AllGrouped<Sc, (I, J)> for Ref<S, Id> {
    type Kept = <Sc::Groups as HasKey<S, Id, J>>::Kept;
}

impl<Sc: Offers<S, I, Groups: HasKey<S, AllColumns, J>>, S, I, J> AllGrouped<Sc, (I, J)> for Whole<S> {
    type Kept = <Sc::Groups as HasKey<S, AllColumns, J>>::Kept;
}

/// The grouped columns of one source after one more.
pub trait AddKey<Id> {
    /// Whether all columns of the source are grouped then.
    const WHOLE: bool;
    /// The longer list.
    type Out;
}

impl AddKey<PrimaryKeyColumn> for Ungrouped {
    const WHOLE: bool = true;
    type Out = GroupedWhole;
}

impl<L> AddKey<PrimaryKeyColumn> for Grouped<L> {
    const WHOLE: bool = true;
    type Out = GroupedWhole;
}

macro_rules! add_column {
    ($($column:ident<$($number:ident),*>;)*) => { $(
        impl<$(const $number: u8),*> AddKey<$column<$($number),*>> for Ungrouped {
            const WHOLE: bool = false;
            type Out = Grouped<($column<$($number),*>, ())>;
        }

        impl<L: With<$column<$($number),*>>, $(const $number: u8),*> AddKey<$column<$($number),*>> for Grouped<L> {
            const WHOLE: bool = false;
            type Out = Grouped<L::Out>;
        }
    )* };
}

add_column! {
    Position<LOW, HIGH>;
    Item<N>;
}

impl<Id> AddKey<Id> for GroupedWhole {
    const WHOLE: bool = true;
    type Out = Self;
}

/// The scope after GROUP BY one more column.
#[diagnostic::on_unimplemented(
    message = "`{S}` is not in the FROM clause of this query",
    label = "uses a column of `{S}`",
    note = "add it first: `.join(…)` or `.select_from(…)`"
)]
pub trait GroupAt<S, Id, I> {
    /// Whether all columns of `S` are grouped then.
    const WHOLE: bool;
    /// The scope with that column grouped.
    type Out;
}

#[diagnostic::do_not_recommend]
impl<S, G: AddKey<Id>, Id, R> GroupAt<S, Id, Here> for (Inner<S, G>, R) {
    const WHOLE: bool = G::WHOLE;
    type Out = (Inner<S, G::Out>, R);
}

#[diagnostic::do_not_recommend]
impl<S, G: AddKey<Id>, Id, R> GroupAt<S, Id, Here> for (Outer<S, G>, R) {
    const WHOLE: bool = G::WHOLE;
    type Out = (Outer<S, G::Out>, R);
}

#[diagnostic::do_not_recommend]
impl<S, Id, E, R: GroupAt<S, Id, I>, I> GroupAt<S, Id, There<I>> for (E, R) {
    const WHOLE: bool = R::WHOLE;
    type Out = (E, R::Out);
}
