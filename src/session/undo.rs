//! How a transaction ends, and what memory becomes when it is rolled back.

pub(crate) mod expunge;
pub(crate) mod journal;
pub(crate) mod transaction;
pub(crate) mod untracked_writes;
