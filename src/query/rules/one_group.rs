//! The rules of HAVING and ORDER BY without GROUP BY, where a query has its rows, or one group of them all.
//!
//! Both clauses are data: a query's type does not say what it is ordered by. So they are compared with the select list
//! where they are written. A select list that mixes columns and aggregates is waiting for its GROUP BY, and so are they.
//!
//! The compiler names the inner trait of a rule, or, where the type of a literal is not yet known, the outer one: so both
//! have the message.

use super::kept::Never;
use super::parts::{Aggregates, Mixed, NoColumns, Parts, Plain, Unmixed, Windows};
use super::scope::{Correlated, Inner, Needs, Outer};

/// ORDER BY keys of parts `Keys`, beside a select list of parts `Self`.
#[diagnostic::on_unimplemented(
    message = "plain columns and aggregates stand side by side without GROUP BY",
    label = "is beside the other kind in the select list: add `.group_by(…)` before this, or aggregate all"
)]
pub trait OrderedBy<Keys> {
    /// The rule is kept.
    type Kept;
}

/// A condition of parts `Condition` in HAVING, beside a select list of parts `Self`.
#[diagnostic::on_unimplemented(
    message = "HAVING without GROUP BY is about all rows as one group, but a plain column stands here or is selected",
    label = "uses or selects a column that is not grouped",
    note = "conditions on rows go into `.filter(…)`; for groups, `.group_by(…)` stands before `.having(…)`"
)]
pub trait HavingBeside<Condition> {
    /// The rule is kept.
    type Kept;
}

macro_rules! beside {
    ($($parts:ident;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<K: Parts> OrderedBy<K> for $parts
        where
            <Self as Parts>::And<K>: Unmixed,
        {
            type Kept = <<Self as Parts>::And<K> as Unmixed>::Null;
        }

        #[diagnostic::do_not_recommend]
        impl<C: Parts> HavingBeside<C> for $parts
        where
            <Self as Parts>::And<C>: OneGroup,
        {
            type Kept = <<Self as Parts>::And<C> as OneGroup>::Kept;
        }
    )* };
}

beside! {
    NoColumns;
    Plain;
    Aggregates;
}

#[diagnostic::do_not_recommend]
impl<K> OrderedBy<K> for Mixed {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<C> HavingBeside<C> for Mixed {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<P: OrderedBy<K>, K> OrderedBy<K> for Windows<P> {
    type Kept = P::Kept;
}

#[diagnostic::do_not_recommend]
impl<P: HavingBeside<C>, C> HavingBeside<C> for Windows<P> {
    type Kept = P::Kept;
}

/// What a query with HAVING and without GROUP BY is made of: it has one group, of all rows.
#[diagnostic::on_unimplemented(
    message = "HAVING without GROUP BY is about all rows as one group, but a plain column stands here or is selected",
    label = "uses or selects a column that is not grouped",
    note = "conditions on rows go into `.filter(…)`; for groups, `.group_by(…)` stands before `.having(…)`"
)]
pub trait OneGroup {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl OneGroup for NoColumns {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl OneGroup for Aggregates {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<'a> OneGroup for Plain
where
    &'a Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<'a> OneGroup for Mixed
where
    &'a Self: Never,
{
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<P: OneGroup> OneGroup for Windows<P> {
    type Kept = P::Kept;
}

/// The scope `Sc` has what a select list of parts `Self` is computed from: aggregates are of rows, and rows are of
/// FROM.
#[diagnostic::on_unimplemented(
    message = "this query counts or aggregates rows, but has no FROM clause to take them from",
    label = "has no FROM clause: say `.select_from(User)` after the select list"
)]
pub trait OfRows<Sc> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<Sc> OfRows<Sc> for NoColumns {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<Sc> OfRows<Sc> for Plain {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<Sc> OfRows<Sc> for Mixed {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<Sc: HasFrom> OfRows<Sc> for Aggregates {
    type Kept = Sc::Kept;
}

#[diagnostic::do_not_recommend]
impl<P, Sc: HasFrom> OfRows<Sc> for Windows<P> {
    type Kept = Sc::Kept;
}

/// Something stands in FROM.
#[diagnostic::on_unimplemented(
    message = "this query counts or aggregates rows, but has no FROM clause to take them from",
    label = "has no FROM clause: say `.select_from(User)` after the select list"
)]
pub trait HasFrom {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S, G, R> HasFrom for (Inner<S, G>, R) {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, G, R> HasFrom for (Outer<S, G>, R) {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<S, R: HasFrom> HasFrom for (Correlated<S>, R) {
    type Kept = R::Kept;
}

#[diagnostic::do_not_recommend]
impl<N, R: HasFrom> HasFrom for (Needs<N>, R) {
    type Kept = R::Kept;
}
