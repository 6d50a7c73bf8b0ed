//! The states of an instance in a session.

/// The state of an instance between the program and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It was added; the next flush inserts it.
    Pending,
    /// It has a row in the database, as far as this transaction knows. It may be marked to be deleted.
    Persistent,
    /// Its row was deleted in this transaction, which may yet be rolled back.
    Deleted,
    /// It is not in the session: it was expunged, deleted, never inserted because of a rollback, or belongs to another
    /// session.
    Detached,
}

/// What a store knows of a slot, apart from the row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// How many instances had this slot before.
    pub(crate) generation: u32,
    /// The transaction, by its number in the session, that the values were last read or written in.
    pub(crate) epoch: u32,
    /// `None`: the slot is free.
    pub(crate) state: Option<State>,
    /// The next flush deletes it.
    pub(crate) is_marked_deleted: bool,
    /// It was touched: its values before are kept.
    pub(crate) is_touched: bool,
    /// Its values have to be read again.
    pub(crate) is_expired: bool,
}
