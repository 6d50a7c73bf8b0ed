//! What the entities of a query's rows become: rows for a connection, instances for a session.

use crate::entity::Table;
use crate::entity::cells::Cells;
use crate::entity::table::InstanceOf as _;
use crate::error::Result;

/// What the entities of a query's rows become: [`AsRows`] on a connection, [`AsInstances`] in a session. Columns are
/// values in both.
pub trait Mode {
    /// What stands for a row of table `T`.
    type Entity<T: Table>;

    /// Reads the next cells as a row of table `T`.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn read<T: Table>(cells: &mut Cells<'_>) -> Result<Self::Entity<T>>;
}

/// The [`Mode`] of a connection: an entity is its row, a `User`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsRows;

impl Mode for AsRows {
    type Entity<T: Table> = T;

    #[inline]
    fn read<T: Table>(cells: &mut Cells<'_>) -> Result<T> {
        T::decode(cells)
    }
}

/// The [`Mode`] of a session: an entity is an instance of it, a `Handle<User>`. Without a primary key it is its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsInstances;

impl Mode for AsInstances {
    type Entity<T: Table> = T::Instance;

    #[inline]
    fn read<T: Table>(cells: &mut Cells<'_>) -> Result<T::Instance> {
        T::Instance::read(cells)
    }
}
