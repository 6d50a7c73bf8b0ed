//! The rule that a changeset is given to rows of its own table.

use super::rules::Is;
use crate::entity::Changes;

/// A changeset of rows of table `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a changeset",
    label = "is not a generated changeset",
    note = "give the changeset of the table: `update(User).changes(changes)` takes a `UserChanges`"
)]
pub trait ChangesRowsOf<T> {
    /// The rule is kept.
    type Kept;
}

impl<C: Changes, T> ChangesRowsOf<T> for C
where
    (C::Table, T): OfOneTable<C::Table, T>,
{
    type Kept = <(C::Table, T) as OfOneTable<C::Table, T>>::Kept;
}

/// The changeset of `A` belongs to rows of `T`.
#[diagnostic::on_unimplemented(
    message = "changes of a row of `{A}` are given to a row of `{T}`",
    label = "is the changeset of another table",
    note = "each table has a changeset of its own: `UserChanges` for rows of `User`"
)]
pub trait OfOneTable<A, T> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<A: Is<T>, T> OfOneTable<A, T> for (A, T) {
    type Kept = ();
}
