//! What is known of a connection's transaction.

use crate::error::{Error, ErrorKind};

/// What is known of a connection's transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// None has begun.
    Idle,
    /// One is open.
    Active,
    /// One was open when an error came; the database may have ended it.
    Doubtful,
    /// The user had the raw connection and may have done anything.
    Lent,
    /// An error has failed it. Nothing runs until it is rolled back, whole or to a savepoint.
    Failed,
    /// The database has ended it, or it cannot be kept. Nothing runs until `rollback`.
    Aborted,
    /// The connection is lost.
    Broken,
}

/// How a connection's transaction stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(super) state: State,
    /// The last statement has failed with an error which says that running the transaction again may help.
    pub(super) met_conflict: bool,
}

impl Standing {
    pub(super) const fn new() -> Self {
        Self { state: State::Idle, met_conflict: false }
    }

    /// A statement has gone well: whatever one before it has met, the program has got over it.
    #[inline]
    pub(super) const fn went_well(&mut self) {
        self.met_conflict = false;
    }

    /// Keeps in mind what an error may mean.
    pub(super) fn note(&mut self, error: &Error) {
        self.met_conflict = error.is_retryable();
        self.state.note(error);
    }
}

impl State {
    /// Keeps in mind what an error may mean.
    fn note(&mut self, error: &Error) {
        *self = match (*self, error.kind()) {
            (_, ErrorKind::Disconnected) => Self::Broken,
            (Self::Active, _) => Self::Doubtful,
            (state, _) => state,
        };
    }

    /// The raw connection is handed out, or becomes that of an outer transaction.
    pub(super) fn lend(&mut self) {
        if matches!(self, Self::Idle | Self::Active | Self::Doubtful) {
            *self = Self::Lent;
        }
    }
}
