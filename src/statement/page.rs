//! A page of a longer result.

use super::Returning;
use crate::entity::AsRows;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::Select;

/// A query that can be read page by page: a [`Select`](crate::query::Select) or an erased
/// [`Query`](crate::query::Query).
pub trait Pageable<I, M = AsRows>: Returning<I, M> {
    /// `SELECT count(*) FROM (query)`, without LIMIT and OFFSET.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the query cannot be run.
    fn count_of_rows(&self) -> Result<Select>;

    /// `LIMIT size OFFSET before`.
    #[must_use]
    fn part(self, before: u64, size: u64) -> Self;
}

/// One page of a result, and how many rows there are in all: what `page` of a [`Connection`](crate::Connection::page) or a
/// [`Session`](crate::Session::page) gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows of this page, in order.
    pub items: Vec<R>,
    /// The number of this page, counted from 1.
    pub number: u64,
    /// How many rows a page has; the last one may have fewer.
    pub size: u64,
    /// How many rows all pages have together.
    pub total: u64,
}

impl<R> Page<R> {
    pub(crate) const fn new(items: Vec<R>, number: u64, size: u64, total: u64) -> Self {
        Self { items, number, size, total }
    }

    /// How many pages there are.
    #[must_use]
    pub const fn pages(&self) -> u64 {
        self.total.div_ceil(self.size)
    }

    /// Whether there is a page after this one.
    #[must_use]
    pub const fn has_next(&self) -> bool {
        self.number < self.pages()
    }

    /// Whether there is a page before this one.
    #[must_use]
    pub const fn has_previous(&self) -> bool {
        self.number > 1
    }

    /// The page with something else made of each row.
    #[must_use]
    pub fn map<T>(self, make: impl FnMut(R) -> T) -> Page<T> {
        let Self { items, number, size, total } = self;
        Page { items: items.into_iter().map(make).collect(), number, size, total }
    }
}

impl<R> IntoIterator for Page<R> {
    type Item = R;
    type IntoIter = std::vec::IntoIter<R>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// How many rows stand before a page.
///
/// # Errors
///
/// `InvalidRequest` if there is no such page.
pub(crate) fn rows_before(number: u64, size: u64) -> Result<u64> {
    match (number, size) {
        (0, _) => Err(Error::new(ErrorKind::InvalidRequest, "there is no page 0: pages are counted from 1")),
        (_, 0) => Err(Error::new(ErrorKind::InvalidRequest, "a page of 0 rows: give the number of rows on each page")),
        (number, size) => Ok((number - 1).saturating_mul(size)),
    }
}
