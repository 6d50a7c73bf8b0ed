//! Stops the database's work after a statement, so that a future can be dropped right there.

use std::sync::{Arc, Condvar, Mutex};

use realgar::engine::{EngineBuilder, EventKind};
use tokio::sync::Notify;

/// Counts the statements of an engine, and stops after one of them.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    opened: Condvar,
    reached: Notify,
}

#[derive(Default)]
struct State {
    /// How many statements were run since the gate was set.
    statements: usize,
    /// How many of them were a COMMIT that went well.
    commits: usize,
    stop_after: Option<usize>,
    is_open: bool,
}

impl Gate {
    /// Lets the engine tell the gate of its statements.
    pub(super) fn watch(&self, builder: EngineBuilder) -> EngineBuilder {
        let gate = self.clone();
        builder.on_execute(move |event| gate.pass(event.kind() == EventKind::Commit && event.error().is_none()))
    }

    /// Counts anew, and stops after this statement, counted from 1.
    pub(super) fn set(&self, stop_after: Option<usize>) {
        *self.0.state.lock().unwrap() = State { stop_after, ..State::default() };
    }

    /// Waits until the statement has been run.
    pub(super) async fn reached(&self) {
        self.0.reached.notified().await;
    }

    /// Lets the work go on, and returns how many transactions are committed.
    pub(super) fn open(&self) -> usize {
        let mut state = self.0.state.lock().unwrap();
        state.is_open = true;
        self.0.opened.notify_all();
        state.commits
    }

    pub(super) fn commits(&self) -> usize {
        self.0.state.lock().unwrap().commits
    }

    fn pass(&self, is_commit: bool) {
        let mut state = self.0.state.lock().unwrap();
        state.statements += 1;
        state.commits += usize::from(is_commit);
        if state.stop_after == Some(state.statements) {
            self.0.reached.notify_one();
            while !state.is_open {
                state = self.0.opened.wait(state).unwrap();
            }
        }
    }
}
