//! Pages of instances.

use super::Session;
use crate::entity::AsInstances;
use crate::error::Result;
use crate::statement::{Executor, Page, Pageable};

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
        Executor::page(self, query, number, size)
    }
}
