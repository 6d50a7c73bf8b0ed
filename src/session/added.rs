//! What can be added to a session, and looked up in it.

use crate::entity::{Insertable, Managed, Table};
use crate::query::EntityOf;
use crate::query::rules::Checked;

/// The insert struct of a table with a primary key: `NewUser`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to a session",
    label = "is not a generated insert struct of a table with a primary key",
    note = "add the insert struct: `session.add(NewUser::new(…))`; a row that was read elsewhere goes through `merge`"
)]
pub trait Addable {
    /// The entity: `User` of `NewUser`.
    type Entity;
}

impl<N> Addable for N
where
    (N,): InsertStruct<N>,
{
    type Entity = <(N,) as InsertStruct<N>>::Entity;
}

/// The types for which [`Addable`] holds. In a tuple, or the compiler would show the source of an application's type.
#[diagnostic::on_unimplemented(
    message = "`{N}` cannot be added to a session",
    label = "is not a generated insert struct of a table with a primary key",
    note = "add the insert struct: `session.add(NewUser::new(…))`; a row that was read elsewhere goes through `merge`"
)]
pub trait InsertStruct<N> {
    /// The entity: `User` of `NewUser`.
    type Entity;
}

#[diagnostic::do_not_recommend]
impl<N> InsertStruct<N> for (N,)
where
    N: Insertable<Table: Managed<New = N>>,
{
    type Entity = N::Table;
}

/// The columns of a table with a primary key: the value `User`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "is not a table",
    note = "name the table of the row: `session.get(User, key)`"
)]
pub trait ManagedColumns {
    /// The entity.
    type Entity;
}

#[diagnostic::do_not_recommend]
impl<E: Table> ManagedColumns for EntityOf<E>
where
    (E,): HasPrimaryKey<E>,
{
    type Entity = Checked<E, <(E,) as HasPrimaryKey<E>>::Kept>;
}

/// A row of a table with a primary key. In a tuple, or the compiler would show the source of an application's type.
#[diagnostic::on_unimplemented(
    message = "`{E}` has no primary key by which a session could look up its rows",
    label = "has no primary key, or is a view",
    note = "declare a PRIMARY KEY in the schema file, or select the rows with a condition"
)]
pub trait HasPrimaryKey<E> {
    /// Exists if the rule holds.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<E: Managed> HasPrimaryKey<E> for (E,) {
    type Kept = ();
}
