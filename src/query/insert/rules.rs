//! What goes into a table, and when an INSERT can be run.

use crate::driver::Outcome;
use crate::entity::Insertable;
use crate::statement::Answer;

/// A row of table `R` goes into table `T`: the pair is of one table.
#[diagnostic::on_unimplemented(
    message = "a row of `{R}` cannot be inserted into `{T}`",
    label = "is a row of another table",
    note = "give the insert struct that belongs to the table: `insert(User).value(NewUser::new(…))`"
)]
pub trait SameTable<R, T> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<R: Is<T>, T> SameTable<R, T> for (R, T) {
    type Kept = ();
}

/// The same type.
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait Is<T> {}

impl<T> Is<T> for T {}

/// A row that goes into table `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row to be inserted",
    label = "is not a generated insert struct",
    note = "give the insert struct of the table: `insert(User).value(NewUser::new(…))`"
)]
pub trait GoesInto<T> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<N: Insertable, T> GoesInto<T> for N
where
    (N::Table, T): SameTable<N::Table, T>,
{
    type Kept = <(N::Table, T) as SameTable<N::Table, T>>::Kept;
}

/// No row was given yet.
#[derive(Clone, Copy, Debug)]
pub struct Empty;

/// Rows were given.
#[derive(Clone, Copy, Debug)]
pub struct Filled;

/// A query was given.
#[derive(Clone, Copy, Debug)]
pub struct Queried;

/// A statement that takes rows.
#[diagnostic::on_unimplemented(
    message = "this INSERT takes its rows from a query and cannot take others",
    label = "has a query; write a second INSERT for the rows"
)]
pub trait TakesRows {}

#[diagnostic::do_not_recommend]
impl TakesRows for Empty {}
#[diagnostic::do_not_recommend]
impl TakesRows for Filled {}

/// A statement that has something to insert.
#[diagnostic::on_unimplemented(
    message = "this INSERT has no rows",
    label = "no `.value(…)`",
    note = "add `.value(row)`, `.values(rows)`, `.from_select(columns, query)` or `.default_values()`"
)]
pub trait HasRows {
    /// What the statement gives.
    type Answer: Answer<Decoder = ()>;
}

#[diagnostic::do_not_recommend]
impl<R: NotEmpty> HasRows for R {
    type Answer = Outcome;
}

/// The states for which [`HasRows`] holds.
pub trait NotEmpty {}

impl NotEmpty for Filled {}
impl NotEmpty for Queried {}
