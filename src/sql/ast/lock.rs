//! Row locks: FOR UPDATE and FOR SHARE.

/// `FOR UPDATE OF tables NOWAIT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// What others may still do.
    pub strength: LockStrength,
    /// The tables whose rows are locked; none for all.
    pub of: Vec<&'static str>,
    /// What happens when a row is locked already.
    pub wait: LockWait,
}

/// What others may still do with locked rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockStrength {
    /// FOR UPDATE: read them.
    Update,
    /// FOR SHARE: read them, and lock them in the same way.
    Share,
}

/// What happens when a row is locked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// Wait until it is not.
    Wait,
    /// NOWAIT: an error.
    NoWait,
    /// SKIP LOCKED: leave it out.
    SkipLocked,
}
