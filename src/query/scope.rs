//! The type-level rules, all of them: which columns a query may use, which of them an outer join makes nullable, and
//! which may stand beside an aggregate.
//!
//! The scope of a query is a list `(Entry, (Entry, ()))`, newest first. An entry is [`Inner<S, G>`](Inner),
//! [`Outer<S, G>`](Outer) (its columns may be NULL) or [`Correlated<S>`](Correlated) (it belongs to an enclosing query);
//! `G` says which columns of `S` are in GROUP BY. Positions in lists ([`Here`], [`There`]) are inferred by the compiler.
//!
//! The message of each rule belongs on the trait at the end of the chain, and the chain has exactly one impl for each
//! head: then the compiler names that trait first, and our sentence is the first line of its error. That the rest is
//! short is the work of [`Checked`], [`Never`] and `do_not_recommend`.

mod grouped;

use std::marker::PhantomData;

pub use grouped::{AddKey, AllGrouped, GroupAt, HasKey};

use super::Source;
use crate::sql::ast::FromItem;
use crate::types::{MaybeNull, NotNull, Nullness};

/// A marker that owns nothing.
pub(crate) type Mark<T> = PhantomData<fn() -> T>;

/// `T`, once `By` is known. A rule has an associated type that is made of those of its parts, and who asks for the rule
/// asks for that type too. For a broken rule found that way the compiler names the rule and where it was broken, and not
/// all the impls in between.
pub type Checked<T, By> = <(T, By) as Pair>::First;

/// Two types.
pub trait Pair {
    /// The first of them.
    type First;
}

impl<A, B> Pair for (A, B) {
    type First = A;
}

/// No type has this. What breaks a rule has an impl that asks for it and is not recommended: so the compiler meets the
/// broken rule one step later, by the shorter way, and names the rule.
pub trait Never {}

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

/// The list has source `S`, at position `I`.
#[diagnostic::on_unimplemented(
    message = "`{S}` is not in the FROM clause of this query",
    label = "uses a column of `{S}`",
    note = "add it before: with `.join(…)` or `.select_from(…)`, in UPDATE with `.from(…)`, in DELETE with `.using(…)`"
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

/// Source `Self` stands in FROM: [`Offers`], to be said of the source.
pub trait InFrom<Scope, I> {
    /// Whether an outer join makes its columns nullable.
    type Null: Nullness;
}

impl<S, Sc: Offers<S, I>, I> InFrom<Sc, I> for S {
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

#[diagnostic::do_not_recommend]
impl<A: MixesWith<B>, B> Beside<B> for A {
    type Out = A::Out;
}

/// The pairs for which [`Beside`] holds.
pub trait MixesWith<B> {
    /// What both are together.
    type Out;
}

impl<B> MixesWith<B> for Neither {
    type Out = B;
}

impl MixesWith<Neither> for Plain {
    type Out = Self;
}

impl MixesWith<Self> for Plain {
    type Out = Self;
}

impl MixesWith<Neither> for Aggregates {
    type Out = Self;
}

impl MixesWith<Self> for Aggregates {
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
pub trait RowWise {
    /// The rule is kept by all parts.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl RowWise for NoRefs {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl RowWise for Unchecked {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, Id> RowWise for Ref<S, Id> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S> RowWise for Whole<S> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<R> RowWise for Aggregated<R>
where
    Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<R: RowWise> RowWise for NeverNull<R> {
    type Kept = R::Kept;
}

#[diagnostic::do_not_recommend]
impl<A: RowWise, B: RowWise> RowWise for Both<A, B> {
    type Kept = (A::Kept, B::Kept);
}

/// An expression that is computed from one row of the query.
pub trait InRow<Scope, I> {
    /// The rules are kept by all parts.
    type Kept;
}

impl<R: RefsIn<Sc, I> + RowWise, Sc, I> InRow<Sc, I> for R {
    type Kept = (R::Null, R::Kept);
}

/// Where window functions may stand. They are computed last, from the rows that are left, so this is for no type.
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand in WHERE, ON, SET, GROUP BY or HAVING, nor inside an aggregate or a window",
    label = "contains a window function",
    note = "compute it in a subquery, and use that: `let ranked = select(…).subquery(\"ranked\");`"
)]
pub trait BeforeWindows {
    /// Nothing.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<R> BeforeWindows for Windowed<R>
where
    Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<R> RowWise for Windowed<R>
where
    Self: BeforeWindows,
{
    type Kept = <Self as BeforeWindows>::Kept;
}

/// An expression without window functions: HAVING, aggregates and windows take none.
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand in WHERE, ON, SET, GROUP BY or HAVING, nor inside an aggregate or a window",
    label = "contains a window function",
    note = "compute it in a subquery, and use that: `let ranked = select(…).subquery(\"ranked\");`"
)]
pub trait WindowFree {
    /// The rule is kept by all parts.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl WindowFree for NoRefs {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl WindowFree for Unchecked {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, Id> WindowFree for Ref<S, Id> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S> WindowFree for Whole<S> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<R: WindowFree> WindowFree for Aggregated<R> {
    type Kept = R::Kept;
}

#[diagnostic::do_not_recommend]
impl<R: WindowFree> WindowFree for NeverNull<R> {
    type Kept = R::Kept;
}

#[diagnostic::do_not_recommend]
impl<R> WindowFree for Windowed<R>
where
    Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<A: WindowFree, B: WindowFree> WindowFree for Both<A, B> {
    type Kept = (A::Kept, B::Kept);
}

// --- the list of a join ---------------------------------------------------------------------------------

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
pub trait InferFrom {
    /// This, or `Other` if this refers to nothing.
    type Or<Other: InferFrom>: InferFrom;
    /// The scope with the first source in it; `()` if there is none.
    type Scope;

    /// The FROM clause.
    fn from_item() -> Option<FromItem>;
}

impl InferFrom for NoRefs {
    type Or<Other: InferFrom> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl InferFrom for Unchecked {
    type Or<Other: InferFrom> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl<S: Source, Id> InferFrom for Ref<S, Id> {
    type Or<Other: InferFrom> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<S: Source> InferFrom for Whole<S> {
    type Or<Other: InferFrom> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<R: InferFrom> InferFrom for Aggregated<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: InferFrom> InferFrom for Windowed<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: InferFrom> InferFrom for NeverNull<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<A: InferFrom, B: InferFrom> InferFrom for Both<A, B> {
    type Or<Other: InferFrom> = A::Or<B::Or<Other>>;
    type Scope = <A::Or<B> as InferFrom>::Scope;

    fn from_item() -> Option<FromItem> {
        <A::Or<B> as InferFrom>::from_item()
    }
}
