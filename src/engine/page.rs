//! Pages by number: the rows of one page, and how many rows there are in all.

use super::Connection;
use crate::entity::AsRows;
use crate::error::Result;
use crate::statement::{Executor, Page, Pageable};

impl Connection {
    /// Reads one page of a query, and how many rows there are in all: two statements, the page and
    /// `SELECT count(*) FROM (query)`. `number` counts from 1, and a page after the last one has no rows.
    ///
    /// The query needs an ORDER BY that no two rows share, or pages may overlap. Going through a long result, or one that
    /// changes meanwhile, is the business of [`Select::seek`](crate::query::Select::seek).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let mut conn = engine.connect()?;
    /// conn.execute(insert(User).values(["a", "b", "c"].map(NewUser::new)))?;
    /// let page = conn.page(select(User.name).order_by(User.id), 2, 2)?;
    /// assert_eq!(page.items, ["c"]);
    /// assert_eq!((page.total, page.pages(), page.has_next()), (3, 2, false));
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute); `InvalidRequest` if `number` or `size` is 0.
    pub fn page<Q: Pageable<I, AsRows, Row = R>, I, R>(&mut self, query: Q, number: u64, size: u64) -> Result<Page<R>> {
        Executor::page(self, query, number, size)
    }
}
