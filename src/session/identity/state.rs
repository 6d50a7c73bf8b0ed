//! The states of an instance in a session.

/// Where an instance stands between the program and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Added; the next flush inserts it.
    Pending,
    /// It has a row in the database, as far as this transaction knows; it may be marked to be deleted.
    Persistent,
    /// Its row was deleted in this transaction, which may yet be rolled back.
    Deleted,
    /// It is not in the session: expunged, deleted for good, never inserted because of a rollback, or another
    /// session's.
    Detached,
}

/// One place of a store, without the row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// How many instances had this place before.
    pub(crate) generation: u32,
    /// The transaction, by its number in the session, that the values were last read or written in.
    pub(crate) epoch: u32,
    /// `None`: the place is free.
    pub(crate) state: Option<State>,
    /// To be deleted by the next flush.
    pub(crate) is_marked_deleted: bool,
    /// It was touched: what it was before is kept.
    pub(crate) is_touched: bool,
    /// Its values are not to be relied on.
    pub(crate) is_expired: bool,
}
