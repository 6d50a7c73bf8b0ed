//! What a session is doing, where that decides what it may do.

/// The phases of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The program has the session.
    #[default]
    Idle,
    /// A hook runs, outside of a flush.
    Hook,
    /// A flush runs.
    Flush,
    /// A hook runs inside of a flush.
    FlushHook,
}

impl Phase {
    /// Whether a flush runs, so that another one cannot begin.
    pub(crate) const fn is_flush(self) -> bool {
        matches!(self, Self::Flush | Self::FlushHook)
    }

    /// Whether neither a flush nor a hook runs, so that the transaction may end.
    pub(crate) const fn is_idle(self) -> bool {
        matches!(self, Self::Idle)
    }

    /// The phase while a hook runs.
    pub(crate) const fn in_hook(self) -> Self {
        if self.is_flush() { Self::FlushHook } else { Self::Hook }
    }
}
