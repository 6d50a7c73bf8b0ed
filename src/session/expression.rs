//! Columns that are set to SQL expressions.

use super::Session;
use crate::entity::{Handle, Managed, Table, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::query::rules::Inner;
use crate::query::{Assigned, Column, Is, assigned};
use crate::session::identity::state::State;
use crate::types::SqlType;

/// A column of table `S` in a row of table `T`: the pair is of one table.
#[diagnostic::on_unimplemented(
    message = "this is a column of `{S}`, but the instance is a row of `{T}`",
    label = "is a column of another table",
    note = "give a column of the instance's own table; those of an alias or a subquery are for queries"
)]
pub trait SetIn<S, T> {
    /// Exists if the rule holds.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S: Is<T>, T> SetIn<S, T> for (S, T) {
    type Kept = ();
}

/// A column of entity `E` with SQL type `Sql`. The value assigned to it may use the columns of scope `Sc`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{E}`",
    label = "is not a column of `{E}`",
    note = "give a column of the instance's own table: `User.name`"
)]
pub trait ColumnOfInstance<E, Sql, Sc> {
    /// Exists if the rule holds.
    type Kept;

    #[doc(hidden)]
    fn column_name(self) -> &'static str;
}

impl<E: Managed, S: Table, Sql, Id> ColumnOfInstance<E, Sql, (Inner<S>, ())> for Column<S, Sql, Id>
where
    (S, E): SetIn<S, E>,
{
    type Kept = <(S, E) as SetIn<S, E>>::Kept;

    fn column_name(self) -> &'static str {
        self.name()
    }
}

impl Session {
    /// Sets a column to an SQL expression: the next flush writes the expression and reads its value back.
    ///
    /// Until then, the row in memory keeps the value that it was read with. A value assigned after the expression replaces
    /// the expression if it differs from that; an expression replaces a value assigned before.
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
    /// // UPDATE user_account SET name=upper(user_account.name)
    /// // WHERE … RETURNING user_account.name
    /// session.flush()?;
    /// assert_eq!(session[sandy].name, "SANDY");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`; `InvalidRequest` if the row was deleted, and for
    /// the column that counts the versions of the row (`@version`).
    pub fn set_expr<E, C: ColumnOfInstance<E, Sql, Sc, Kept = A>, V: Assigned<Sql, Sc, I, Kept = B>, Sql, Sc, I, A, B>(
        &mut self,
        handle: Handle<E>,
        column: C,
        value: V,
    ) -> Result<()>
    where
        E: Managed,
        Sql: SqlType,
    {
        let (table, name) = (E::NAME, column.column_name());
        let (id, entity) = (handle.id(), short_name::<E>());
        if self.identity_map.check(id, entity)? == State::Pending {
            return Err(Error::new(
                ErrorKind::Pending,
                format!(
                    "the instance of `{entity}` is pending: give `{table}.{name}` a value, or flush the session first"
                ),
            ));
        }
        let position = self.identity_map.store(id).mapper.position(name);
        if E::VERSION == Some(position) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{table}.{name}` is the row's `@version`: each flush that changes the row sets it, leave it out"
                ),
            ));
        }
        // This touches the instance, and is an error for those that have no row.
        self.identity_map.row_mut(handle)?;
        self.identity_map.store_mut(id).compute(id.slot, position, assigned::<Sql, V::Sql>(value.operand()))
    }
}
