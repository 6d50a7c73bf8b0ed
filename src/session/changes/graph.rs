//! The parts of a session that change when instances are related to others or deleted.

use crate::session::loading::loader::Loader;

/// The instances of a session and their relationships, to be changed. What is not in memory is read.
#[derive(Debug)]
pub(crate) struct Graph<'s> {
    pub(crate) loader: Loader<'s>,
    /// What becomes of pending instances that are deleted.
    pub(crate) pending: DeletedPending,
}

/// What becomes of a pending instance that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeletedPending {
    /// It leaves the session.
    Leaves,
    /// It leaves the session when the flush that runs has succeeded.
    LeavesAfterFlush,
}
