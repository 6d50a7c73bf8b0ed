//! How a transaction ends, and what memory becomes when it is rolled back.

pub(crate) mod journal;
pub(crate) mod transaction;
pub(crate) mod untracked_writes;
