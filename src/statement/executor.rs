//! What runs statements: a connection or a session, as one bound.

use super::executable::{Answer, Executable, Returning};
use super::page::{Pageable, rows_before};
use super::{FromRow as _, Page, Rows};
use crate::entity::cells::Decoder;
use crate::entity::{LoadOptions, Mode};
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::sql::ast::Statement;

/// A [`Connection`](crate::Connection) or a [`Session`](crate::Session): the bound of a function that works on both.
///
/// Columns are the same values in both. An entity is its row on a connection and a handle in a session:
/// `<X::Mode as Mode>::Entity<User>`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// fn names<X: Executor>(db: &mut X) -> realgar::Result<Vec<String>> {
///     Ok(db.scalars(select(User.name).order_by(User.name))?.all())
/// }
///
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// let mut session = Session::new(&engine);
/// session.add(NewUser::new("sandy"));
/// assert_eq!(names(&mut session)?, ["sandy"]);
/// session.commit()?;
/// assert_eq!(names(&mut engine.connect()?)?, ["sandy"]);
/// # Ok(())
/// # }
/// ```
pub trait Executor: Sized {
    /// What entities become: [`AsRows`](crate::query::rules::AsRows) or
    /// [`AsInstances`](crate::query::rules::AsInstances).
    type Mode: Mode;

    /// The SQL that the database speaks.
    fn dialect(&self) -> Dialect;

    /// Runs a statement, as [`Connection::execute`](crate::Connection::execute) and
    /// [`Session::execute`](crate::Session::execute) do.
    ///
    /// # Errors
    ///
    /// Those of the two.
    fn execute<S: Executable<I, Self::Mode, Answer = A>, I, A: Answer>(&mut self, statement: S) -> Result<A>;

    /// Runs a query and keeps its first row only.
    #[doc(hidden)]
    fn first_row<R>(
        &mut self,
        statement: Statement<'_>,
        options: Option<&LoadOptions>,
        decoder: Decoder<R>,
    ) -> Result<Option<R>>;

    /// Runs a query and returns the first column of each row.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    fn scalars<Q: Returning<I, Self::Mode>, I>(&mut self, query: Q) -> Result<Rows<Q::Scalar>> {
        let rows: Rows<Q::Row> = self.execute(query)?;
        Ok(rows.into_first_column(Q::scalar))
    }

    /// Runs a query and returns the first column of its first row.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    fn scalar<Q: Returning<I, Self::Mode>, I>(&mut self, query: Q) -> Result<Option<Q::Scalar>> {
        let decoder = query.decoder();
        Ok(self.first_row(query.ast()?, query.options(), decoder)?.map(Q::scalar))
    }

    /// Reads one page of a query, and how many rows there are in all, as [`Connection::page`](crate::Connection::page)
    /// does.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute); `InvalidRequest` if `number` or `size` is 0.
    fn page<Q: Pageable<I, Self::Mode>, I>(&mut self, query: Q, number: u64, size: u64) -> Result<Page<Q::Row>> {
        let before = rows_before(number, size)?;
        let count = query.count_of_rows()?;
        let total = self.first_row(Statement::Select(&count), None, i64::from_row)?.unwrap_or_default();
        let rows: Rows<Q::Row> = self.execute(query.part(before, size))?;
        Ok(Page::new(rows.all(), number, size, u64::try_from(total).unwrap_or_default()))
    }

    /// Runs `work` inside a savepoint: an error or a panic undoes what it did.
    ///
    /// # Errors
    ///
    /// That of `work`, and those of the savepoint.
    fn begin_nested<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>;
}
