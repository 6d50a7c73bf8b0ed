//! The type-level rules, all of them: which columns a query may use, which of them an outer join makes nullable, and
//! which may stand beside an aggregate.
//!
//! The scope of a query is a list `(Entry, (Entry, ()))`, newest first. An entry is [`Inner<S, G>`](Inner),
//! [`Outer<S, G>`](Outer) (its columns may be NULL) or [`Correlated<S>`](Correlated) (it belongs to an enclosing query);
//! `G` says which columns of `S` are in GROUP BY. Positions in lists ([`Here`], [`There`]) are inferred by the compiler.
//!
//! The message of each rule belongs on the trait at the end of the chain, and the chain has exactly one impl for each
//! head: then the compiler names that trait first, and our sentence is the first line of its error.

use std::marker::PhantomData;

use super::{Item, Source};
use crate::sql::ast::FromItem;
use crate::types::{MaybeNull, NotNull, Nullness};

/// A marker that owns nothing.
pub(crate) type Mark<T> = PhantomData<fn() -> T>;

// --- what an expression refers to ------------------------------------------------------------------

/// An expression that uses no column.
#[derive(Debug)]
pub struct NoRefs;

/// Column `Id` of source `S`.
#[derive(Debug)]
pub struct Ref<S, Id>(Mark<(S, Id)>);

/// All columns of source `S`.
#[derive(Debug)]
pub struct Whole<S>(Mark<S>);

/// What `A` and `B` refer to.
#[derive(Debug)]
pub struct Both<A, B>(Mark<(A, B)>);

/// Inside an aggregate: need not be grouped.
#[derive(Debug)]
pub struct Aggregated<R>(Mark<R>);

/// Inside something that is never NULL (`IS NULL`, `coalesce`, `EXISTS`): an outer join does not make it nullable.
#[derive(Debug)]
pub struct NeverNull<R>(Mark<R>);

/// Inside a window function, which sees the rows of the result.
#[derive(Debug)]
pub struct Windowed<R>(Mark<R>);

/// Columns that the compiler is not told about: the arguments of `func::call`. The database checks them.
#[derive(Debug)]
pub struct Unchecked;

// --- which column it is ------------------------------------------------------------------------------

/// The single column of a primary key: grouping by it groups the whole table.
#[derive(Debug)]
pub struct Key;

/// Any other column, by its position.
#[derive(Debug)]
pub struct Position<const N: u16>;

// --- the list ----------------------------------------------------------------------------------------

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

/// No column of the source is in GROUP BY.
#[derive(Debug)]
pub struct Ungrouped;

/// The columns in list `L` are in GROUP BY.
#[derive(Debug)]
pub struct Grouped<L>(Mark<L>);

/// The primary key is in GROUP BY, so all columns are determined.
#[derive(Debug)]
pub struct GroupedWhole;

// --- rule 1: every column's source stands in FROM -----------------------------------------------------

/// Source `Self` stands in FROM, at position `I`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not in the FROM clause of this query",
    label = "uses a column of `{Self}`",
    note = "add it with `.join(…)` or `.select_from(…)` before its columns are used"
)]
pub trait InFrom<Scope, I> {
    /// Whether an outer join makes its columns nullable.
    type Null: Nullness;
    /// Which of its columns are grouped.
    type Groups;
}

impl<S, G, R> InFrom<(Inner<S, G>, R), Here> for S {
    type Null = NotNull;
    type Groups = G;
}

impl<S, G, R> InFrom<(Outer<S, G>, R), Here> for S {
    type Null = MaybeNull;
    type Groups = G;
}

impl<S, R> InFrom<(Correlated<S>, R), Here> for S {
    type Null = NotNull;
    type Groups = GroupedWhole;
}

impl<S, E, R, I> InFrom<(E, R), There<I>> for S
where
    S: InFrom<R, I>,
{
    type Null = S::Null;
    type Groups = S::Groups;
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

impl<Sc, S: InFrom<Sc, I>, Id, I> RefsIn<Sc, I> for Ref<S, Id> {
    type Null = S::Null;
}

impl<Sc, S: InFrom<Sc, I>, I> RefsIn<Sc, I> for Whole<S> {
    type Null = S::Null;
}

impl<Sc, A: RefsIn<Sc, I>, B: RefsIn<Sc, J>, I, J> RefsIn<Sc, (I, J)> for Both<A, B> {
    type Null = <A::Null as Nullness>::Or<B::Null>;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for Aggregated<R> {
    type Null = NotNull;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for Windowed<R> {
    type Null = NotNull;
}

impl<Sc, R: RefsIn<Sc, I>, I> RefsIn<Sc, I> for NeverNull<R> {
    type Null = NotNull;
}

// --- rule 2: without GROUP BY, plain columns and aggregates do not mix --------------------------------

/// Neither a column nor an aggregate.
#[derive(Debug)]
pub struct Neither;

/// Plain columns.
#[derive(Debug)]
pub struct Plain;

/// Aggregates.
#[derive(Debug)]
pub struct Aggregates;

/// `Self` and `B` may stand in one select list without GROUP BY.
#[diagnostic::on_unimplemented(
    message = "plain columns and aggregates stand side by side without GROUP BY",
    label = "mixes plain columns and aggregates",
    note = "add `.group_by(…)` for the plain columns, or aggregate them"
)]
pub trait Beside<B> {
    /// What both are together.
    type Out;
}

impl<B> Beside<B> for Neither {
    type Out = B;
}

impl Beside<Neither> for Plain {
    type Out = Self;
}

impl Beside<Self> for Plain {
    type Out = Self;
}

impl Beside<Neither> for Aggregates {
    type Out = Self;
}

impl Beside<Self> for Aggregates {
    type Out = Self;
}

/// Whether an expression is made of plain columns or of aggregates.
pub trait Mixture {
    /// [`Neither`], [`Plain`] or [`Aggregates`].
    type Out;
}

impl Mixture for NoRefs {
    type Out = Neither;
}

impl Mixture for Unchecked {
    type Out = Neither;
}

impl<S, Id> Mixture for Ref<S, Id> {
    type Out = Plain;
}

impl<S> Mixture for Whole<S> {
    type Out = Plain;
}

impl<R> Mixture for Aggregated<R> {
    type Out = Aggregates;
}

impl<R: Mixture> Mixture for Windowed<R> {
    type Out = R::Out;
}

impl<R: Mixture> Mixture for NeverNull<R> {
    type Out = R::Out;
}

impl<A: Mixture, B: Mixture> Mixture for Both<A, B>
where
    A::Out: Beside<B::Out>,
{
    type Out = <A::Out as Beside<B::Out>>::Out;
}

/// An expression that is computed row by row: WHERE, ON and SET take no aggregates.
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand in WHERE, ON or SET",
    label = "contains an aggregate",
    note = "conditions on aggregates go into `.having(…)`, after `.group_by(…)`"
)]
pub trait RowWise {}

impl RowWise for NoRefs {}
impl RowWise for Unchecked {}
impl<S, Id> RowWise for Ref<S, Id> {}
impl<S> RowWise for Whole<S> {}
impl<R: RowWise> RowWise for NeverNull<R> {}
impl<A: RowWise, B: RowWise> RowWise for Both<A, B> {}

/// Where window functions may stand. They are computed last, from the rows that are left, so this is for no type.
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand in WHERE, ON, SET, GROUP BY or HAVING, nor inside an aggregate or a window",
    label = "contains a window function",
    note = "compute it in a subquery, and use that: `let ranked = select(…).subquery(\"ranked\");`"
)]
pub trait BeforeWindows {}

impl<R> RowWise for Windowed<R> where Self: BeforeWindows {}

/// An expression without window functions: HAVING, aggregates and windows take none.
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand in WHERE, ON, SET, GROUP BY or HAVING, nor inside an aggregate or a window",
    label = "contains a window function",
    note = "compute it in a subquery, and use that: `let ranked = select(…).subquery(\"ranked\");`"
)]
pub trait WindowFree {}

impl WindowFree for NoRefs {}
impl WindowFree for Unchecked {}
impl<S, Id> WindowFree for Ref<S, Id> {}
impl<S> WindowFree for Whole<S> {}
impl<R: WindowFree> WindowFree for Aggregated<R> {}
impl<R: WindowFree> WindowFree for NeverNull<R> {}
impl<R> WindowFree for Windowed<R> where Self: BeforeWindows {}
impl<A: WindowFree, B: WindowFree> WindowFree for Both<A, B> {}

// --- rule 3: with GROUP BY, plain columns are grouped ---------------------------------------------------

/// Column `Id` is among the grouped columns `Self`.
#[diagnostic::on_unimplemented(
    message = "a column is neither in GROUP BY nor inside an aggregate",
    label = "uses a column that is not grouped",
    note = "add it to `.group_by(…)`, group by its table's primary key, or aggregate it"
)]
pub trait HasKey<Id, J> {}

impl<Id> HasKey<Id, ()> for GroupedWhole {}
impl<Id, R> HasKey<Id, Here> for Grouped<(Id, R)> {}
impl<Id, H, R, J> HasKey<Id, There<J>> for Grouped<(H, R)> where Grouped<R>: HasKey<Id, J> {}

/// Everything in `Self` that is not aggregated is grouped.
pub trait AllGrouped<Scope, I> {}

impl<Sc> AllGrouped<Sc, ()> for NoRefs {}
impl<Sc> AllGrouped<Sc, ()> for Unchecked {}
impl<Sc, R> AllGrouped<Sc, ()> for Aggregated<R> {}
impl<Sc, R: AllGrouped<Sc, I>, I> AllGrouped<Sc, I> for NeverNull<R> {}
impl<Sc, R: AllGrouped<Sc, I>, I> AllGrouped<Sc, I> for Windowed<R> {}
impl<Sc, A: AllGrouped<Sc, I>, B: AllGrouped<Sc, J>, I, J> AllGrouped<Sc, (I, J)> for Both<A, B> {}
impl<Sc, S: InFrom<Sc, I>, Id, I, J> AllGrouped<Sc, (I, J)> for Ref<S, Id> where S::Groups: HasKey<Id, J> {}
impl<Sc, S: InFrom<Sc, I>, I, J> AllGrouped<Sc, (I, J)> for Whole<S> where S::Groups: HasKey<Key, J> {}

/// The grouped columns of one source after one more.
pub trait AddKey<Id> {
    /// The longer list.
    type Out;
}

impl AddKey<Key> for Ungrouped {
    type Out = GroupedWhole;
}

impl<const N: u16> AddKey<Position<N>> for Ungrouped {
    type Out = Grouped<(Position<N>, ())>;
}

impl<const N: u16> AddKey<Item<N>> for Ungrouped {
    type Out = Grouped<(Item<N>, ())>;
}

impl<L, const N: u16> AddKey<Item<N>> for Grouped<L> {
    type Out = Grouped<(Item<N>, L)>;
}

impl<L> AddKey<Key> for Grouped<L> {
    type Out = GroupedWhole;
}

impl<L, const N: u16> AddKey<Position<N>> for Grouped<L> {
    type Out = Grouped<(Position<N>, L)>;
}

impl<Id> AddKey<Id> for GroupedWhole {
    type Out = Self;
}

/// The scope after GROUP BY one more column.
pub trait GroupAt<S, Id, I> {
    /// The scope with that column grouped.
    type Out;
}

impl<S, G: AddKey<Id>, Id, R> GroupAt<S, Id, Here> for (Inner<S, G>, R) {
    type Out = (Inner<S, G::Out>, R);
}

impl<S, G: AddKey<Id>, Id, R> GroupAt<S, Id, Here> for (Outer<S, G>, R) {
    type Out = (Outer<S, G::Out>, R);
}

impl<S, Id, E, R: GroupAt<S, Id, I>, I> GroupAt<S, Id, There<I>> for (E, R) {
    type Out = (E, R::Out);
}

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

// --- FROM inferred from the first column ------------------------------------------------------------------

/// What stands first in a select list decides FROM.
pub trait Lead {
    /// This, or `Other` if this refers to nothing.
    type Or<Other: Lead>: Lead;
    /// The scope with the first source in it; `()` if there is none.
    type Scope;

    /// The FROM clause.
    fn from_item() -> Option<FromItem>;
}

impl Lead for NoRefs {
    type Or<Other: Lead> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl Lead for Unchecked {
    type Or<Other: Lead> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl<S: Source, Id> Lead for Ref<S, Id> {
    type Or<Other: Lead> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<S: Source> Lead for Whole<S> {
    type Or<Other: Lead> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<R: Lead> Lead for Aggregated<R> {
    type Or<Other: Lead> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: Lead> Lead for Windowed<R> {
    type Or<Other: Lead> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: Lead> Lead for NeverNull<R> {
    type Or<Other: Lead> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<A: Lead, B: Lead> Lead for Both<A, B> {
    type Or<Other: Lead> = A::Or<B::Or<Other>>;
    type Scope = <A::Or<B> as Lead>::Scope;

    fn from_item() -> Option<FromItem> {
        <A::Or<B> as Lead>::from_item()
    }
}
