//! Pages of instances.

use super::Session;
use crate::entity::AsInstances;
use crate::error::Result;
use crate::sql::ast::Statement;
use crate::statement::page::{Pageable, rows_before};
use crate::statement::{FromRow as _, Page};

impl Session {
    /// Reads one page of a query, and how many rows there are in all, as [`Connection::page`](crate::Connection::page)
    /// does; entities come as handles.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let mut session = Session::new(&engine);
    /// let users = session.add_all(["a", "b", "c"].map(NewUser::new));
    /// let page = session.page(select(User).order_by(User.id), 1, 2)?;
    /// assert_eq!(page.items, users[..2]);
    /// assert_eq!((page.total, page.has_next()), (3, true));
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute); `InvalidRequest` if `number` or `size` is 0.
    pub fn page<Q: Pageable<I, AsInstances, Row = R>, I, R>(
        &mut self,
        query: Q,
        number: u64,
        size: u64,
    ) -> Result<Page<R>> {
        let before = rows_before(number, size)?;
        self.autoflush()?;
        let count = query.count_of_rows()?;
        let total = self.connection()?.first_row(Statement::Select(&count), i64::from_row, None)?.unwrap_or_default();
        let rows = self.execute(query.part(before, size))?;
        Ok(Page::new(rows.all(), number, size, u64::try_from(total).unwrap_or_default()))
    }
}
