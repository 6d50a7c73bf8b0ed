//! What async code needs of sessions: work that its future may leave, and ends that must not block.

use std::sync::Arc;

use super::{Session, SessionMaker};
use crate::engine::{Cancellation, Engine};

impl SessionMaker {
    /// The same for work that its future may leave.
    pub(crate) fn watched(&self, cancellation: &Arc<Cancellation>) -> Self {
        Self { cancellation: Some(Arc::clone(cancellation)), ..self.clone() }
    }

    /// The same on another engine, with transactions that begin as they do on its own.
    pub(crate) fn on(self, engine: &Engine) -> Self {
        Self { engine: engine.with_transactions_of(&self.engine), ..self }
    }

    /// Where it reads, if that is another engine.
    pub(crate) const fn reading_engine(&self) -> Option<&Engine> {
        self.reader.as_ref()
    }

    /// The engine of its sessions.
    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }
}

impl Session {
    /// Another one with the same options and hooks, for work that its future may leave.
    pub(crate) fn fresh(&self, cancellation: &Arc<Cancellation>) -> Self {
        let maker = SessionMaker {
            engine: self.engine().clone(),
            reader: None,
            options: self.options,
            hooks: self.hooks.clone(),
            cancellation: Some(Arc::clone(cancellation)),
        };
        maker.session()
    }

    /// Whether it has a connection, with a transaction or about to begin one.
    pub(crate) const fn has_connection(&self) -> bool {
        self.transaction.has_connection()
    }

    /// Closes its connection without a word to the database, which rolls back by itself.
    pub(crate) fn sever(&mut self) {
        self.transaction.sever();
    }
}
