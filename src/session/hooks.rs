//! Closures that a session calls around its flushes and at the ends of its transactions.

use std::sync::Arc;

use super::Session;
use super::phase::Phase;
use crate::error::Result;
use crate::session::flush::row_hooks::RowHooks;

/// Called with the session.
pub(super) type SessionHook = Arc<dyn Fn(&mut Session) -> Result<()> + Send + Sync>;

/// All hooks of a session.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(super) before_flush: Vec<SessionHook>,
    pub(super) after_flush: Vec<SessionHook>,
    pub(super) before_commit: Vec<SessionHook>,
    pub(super) after_commit: Vec<SessionHook>,
    pub(super) after_rollback: Vec<SessionHook>,
    pub(crate) rows: RowHooks,
}

/// When hooks that get the session are called.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    BeforeFlush,
    AfterFlush,
    BeforeCommit,
    AfterCommit,
    AfterRollback,
}

impl Hooks {
    fn at(&self, moment: Moment) -> &[SessionHook] {
        match moment {
            Moment::BeforeFlush => &self.before_flush,
            Moment::AfterFlush => &self.after_flush,
            Moment::BeforeCommit => &self.before_commit,
            Moment::AfterCommit => &self.after_commit,
            Moment::AfterRollback => &self.after_rollback,
        }
    }
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hooks")
    }
}

impl Session {
    /// Calls the hooks of a moment.
    pub(crate) fn call_hooks(&mut self, moment: Moment) -> Result<()> {
        let Some(hooks) = self.hooks.clone() else { return Ok(()) };
        let before = self.phase;
        self.phase = before.in_hook();
        let guard = InHook { session: self, before };
        hooks.at(moment).iter().try_for_each(|hook| hook(guard.session))
    }
}

/// Ends the call of a hook, after a panic too.
struct InHook<'s> {
    session: &'s mut Session,
    before: Phase,
}

impl Drop for InHook<'_> {
    fn drop(&mut self) {
        self.session.phase = self.before;
    }
}
