//! Columns that are set to what the database computes.

use super::Session;
use super::instances::short_name;
use super::mapper::Managed;
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Handle;
use crate::query::scope::{Inner, RefsIn, RowWise};
use crate::query::{Assignable, Column, Operand};
use crate::types::SqlType;

impl Session {
    /// Sets a column to what the database computes from the row: the next flush writes the expression, and reads its
    /// value back.
    ///
    /// Until then the row in memory says what it said when it was read. A value that is given after the expression
    /// replaces it, if it differs from that; an expression replaces a value that was given before.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// session.set_expr(sandy, User.name, func::upper(User.name))?;
    /// session.flush()?; // UPDATE user_account SET name=upper(user_account.name) WHERE … RETURNING user_account.name
    /// assert_eq!(session[sandy].name, "SANDY");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`; `InvalidRequest` for a row that was deleted.
    pub fn set_expr<E, Sql, Id, V, I>(
        &mut self,
        handle: Handle<E>,
        column: Column<E::Table, Sql, Id>,
        value: V,
    ) -> Result<()>
    where
        E: Managed,
        Sql: SqlType,
        V: Operand<Sql::Base, Refs: RefsIn<(Inner<E::Table>, ()), I> + RowWise>,
        <V::Sql as SqlType>::Nullness: Assignable<Sql::Nullness>,
    {
        let (id, entity) = (handle.id(), short_name::<E>());
        if self.instances.check(id, entity)? == State::Pending {
            return Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending: give `{column:?}` a value, or flush the session first"),
            ));
        }
        // It touches the instance, and refuses those that have no row to be changed.
        self.instances.row_mut(handle)?;
        let store = self.instances.store_mut(id);
        let position = store.mapper.position(column.name());
        store.compute(id.slot, position, value.operand())
    }
}
