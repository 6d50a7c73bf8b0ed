//! What an expression is made of, plain columns, aggregates and window functions, and where each of them may stand.
//!
//! [`References::Parts`] is worked out once for each expression, as one of eight types; the rules are stated for those.

use super::kept::{Checked, Never};
use super::references::{Aggregated, Both, NeverNull, NoRefs, Ref, Unchecked, Whole, Windowed};
use crate::types::{MaybeNull, NotNull, Nullness};

/// No column at all.
#[derive(Debug)]
pub struct NoColumns;

/// Plain columns.
#[derive(Debug)]
pub struct Plain;

/// Aggregates.
#[derive(Debug)]
pub struct Aggregates;

/// Plain columns and aggregates side by side, as GROUP BY allows them.
#[derive(Debug)]
pub struct Mixed;

/// Window functions, beside `C`.
#[derive(Debug)]
pub struct Windows<C>(super::Mark<C>);

/// [`NoColumns`], [`Plain`], [`Aggregates`], [`Mixed`], or [`Windows`] of one of these.
pub trait Parts {
    /// Beside something else.
    type And<Other: Parts>: Parts;
    /// Beside plain columns.
    type AndPlain: Parts;
    /// Beside aggregates.
    type AndAggregates: Parts;
    /// Beside window functions.
    type AndWindows: Parts;
}

impl Parts for NoColumns {
    type And<Other: Parts> = Other;
    type AndPlain = Plain;
    type AndAggregates = Aggregates;
    type AndWindows = Windows<Self>;
}

impl Parts for Plain {
    type And<Other: Parts> = Other::AndPlain;
    type AndPlain = Self;
    type AndAggregates = Mixed;
    type AndWindows = Windows<Self>;
}

impl Parts for Aggregates {
    type And<Other: Parts> = Other::AndAggregates;
    type AndPlain = Mixed;
    type AndAggregates = Self;
    type AndWindows = Windows<Self>;
}

impl Parts for Mixed {
    type And<Other: Parts> = <Other::AndPlain as Parts>::AndAggregates;
    type AndPlain = Self;
    type AndAggregates = Self;
    type AndWindows = Windows<Self>;
}

impl<C: Parts> Parts for Windows<C> {
    type And<Other: Parts> = <C::And<Other> as Parts>::AndWindows;
    type AndPlain = Windows<C::AndPlain>;
    type AndAggregates = Windows<C::AndAggregates>;
    type AndWindows = Self;
}

/// What an expression refers to, as an expression's `Refs` say it.
pub trait References {
    /// What it is made of.
    type Parts: Parts;
}

impl References for NoRefs {
    type Parts = NoColumns;
}

impl References for Unchecked {
    type Parts = NoColumns;
}

impl<S, Id> References for Ref<S, Id> {
    type Parts = Plain;
}

impl<S> References for Whole<S> {
    type Parts = Plain;
}

impl<R: References<Parts: RowWise>> References for Aggregated<R> {
    type Parts = Checked<Aggregates, <R::Parts as RowWise>::Kept>;
}

impl<R: References> References for Windowed<R> {
    type Parts = <R::Parts as Parts>::AndWindows;
}

impl<R: References> References for NeverNull<R> {
    type Parts = R::Parts;
}

impl<A: References, B: References> References for Both<A, B> {
    type Parts = <A::Parts as Parts>::And<B::Parts>;
}

/// An expression that is computed row by row: no aggregates.
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand in WHERE, ON, SET, GROUP BY or RETURNING, nor inside another aggregate",
    label = "contains an aggregate",
    note = "conditions on aggregates go into `.having(…)`, after `.group_by(…)`; else compute it in a subquery"
)]
pub trait RowWise {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl RowWise for NoColumns {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl RowWise for Plain {
    type Kept = ();
}

/// The lifetime is there because the compiler checks a bound without parameters at once.
#[diagnostic::do_not_recommend]
impl<'a> RowWise for Aggregates
where
    &'a Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<'a> RowWise for Mixed
where
    &'a Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<C> RowWise for Windows<C>
where
    Self: WindowFree,
{
    type Kept = <Self as WindowFree>::Kept;
}

/// An expression without window functions. They are computed last, from the rows that are left.
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand in WHERE, ON, SET, GROUP BY or HAVING, nor inside an aggregate or a window",
    label = "contains a window function",
    note = "compute it in a subquery, and use that: `let ranked = select(…).subquery(\"ranked\");`"
)]
pub trait WindowFree {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl WindowFree for NoColumns {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl WindowFree for Plain {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl WindowFree for Aggregates {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl WindowFree for Mixed {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<C> WindowFree for Windows<C>
where
    Self: Never,
{
    type Kept = ();
}

/// What a select list without GROUP BY may hold: plain columns or aggregates, and not both.
#[diagnostic::on_unimplemented(
    message = "plain columns and aggregates stand side by side without GROUP BY",
    label = "mixes plain columns and aggregates: add `.group_by(…)` before this, or aggregate all"
)]
pub trait Unmixed {
    /// Whether there may be no row: aggregates alone have exactly one, which is [`NotNull`].
    type Null: Nullness;
}

#[diagnostic::do_not_recommend]
impl Unmixed for NoColumns {
    type Null = MaybeNull;
}

#[diagnostic::do_not_recommend]
impl Unmixed for Plain {
    type Null = MaybeNull;
}

#[diagnostic::do_not_recommend]
impl Unmixed for Aggregates {
    type Null = NotNull;
}

#[diagnostic::do_not_recommend]
impl<'a> Unmixed for Mixed
where
    &'a Self: Never,
{
    type Null = MaybeNull;
}

#[diagnostic::do_not_recommend]
impl<C: Unmixed> Unmixed for Windows<C> {
    type Null = C::Null;
}
