//! Changes of a row as data: what a generated changeset gives.

use crate::entity::cells::Cells;
use crate::entity::key::RowValues;
use crate::entity::{Managed, Table};
use crate::error::Result;
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::types::SqlType;

/// A generated changeset, `UserChanges`: a new value for some columns of a row, or of many. A column that is `None` stays
/// as it is.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{User, UserChanges};
/// let name = Some("sandra".into());
/// let rename = UserChanges { name, ..UserChanges::default() };
/// let query = update(User).changes(rename).filter(User.id.eq(1));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "UPDATE user_account SET name=? WHERE user_account.id = ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub trait Changes {
    /// The rows' table.
    type Table: Table;

    /// Adds the values that are given.
    fn values(&self, changed: &mut ChangedValues);
}

/// The new values that a changeset gives, by the positions of their columns. Filled by generated code.
#[derive(Debug, Default)]
pub struct ChangedValues(Vec<(u16, Value)>);

impl ChangedValues {
    /// The values of a changeset, in the table's order.
    pub(crate) fn of(changes: &impl Changes) -> Self {
        let mut changed = Self::default();
        changes.values(&mut changed);
        changed
    }

    /// The value of a column, if there is one.
    pub fn set<T: SqlType>(&mut self, column: u16, value: &Option<T::Rust>) {
        self.0.extend(value.as_ref().map(|value| (column, T::to_value(value))));
    }

    /// Whether nothing is changed.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns by their names, and their values.
    pub(crate) fn named<T: Table>(self) -> impl Iterator<Item = (&'static str, Value)> {
        self.0.into_iter().filter_map(|(column, value)| Some((*T::COLUMNS.get(usize::from(column))?, value)))
    }

    /// The row as it is after the changes.
    ///
    /// # Errors
    ///
    /// `Decode` if a type of the application's does not read what it has written itself.
    pub(crate) fn applied_to<E: Managed>(self, row: &E) -> Result<E> {
        let mut values = RowValues::with_capacity(E::COLUMNS.len());
        row.values(&mut values);
        let mut values = values.into_vec();
        for (column, value) in self.0 {
            if let Some(place) = values.get_mut(usize::from(column)) {
                *place = value;
            }
        }
        E::decode(&mut Cells::of_values(&mut values, &Columns::default()))
    }
}

/// Shows the values that a changeset gives. What `Debug` of a generated changeset is.
#[doc(hidden)]
pub fn debug_changes<C: Changes>(changes: &C, name: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let mut shown = f.debug_struct(name);
    for (column, value) in ChangedValues::of(changes).named::<C::Table>() {
        shown.field(column, &value);
    }
    shown.finish()
}
