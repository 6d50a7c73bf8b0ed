//! Prepared statements: those of a connection that were used last, by their text.

use std::collections::HashMap;

use mysql::Statement;

/// The prepared statements that a connection keeps, and those that it still has to close.
pub(super) struct Statements {
    capacity: usize,
    kept: HashMap<Box<str>, Kept>,
    /// Nobody needs them any more: they are closed before the next statement is sent.
    discarded: Vec<Statement>,
    /// Counts uses, to know which statement was used last.
    clock: u64,
}

struct Kept {
    statement: Statement,
    used: u64,
}

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, kept: HashMap::new(), discarded: Vec::new(), clock: 0 }
    }

    /// The statement of this text.
    pub(super) fn get(&mut self, sql: &str) -> Option<Statement> {
        self.clock += 1;
        let kept = self.kept.get_mut(sql)?;
        kept.used = self.clock;
        Some(kept.statement.clone())
    }

    /// Keeps a statement, in the place of the one that was used the longest time ago if there are too many.
    pub(super) fn keep(&mut self, sql: &str, statement: &Statement) {
        if self.capacity == 0 {
            return self.discard(statement.clone());
        }
        if self.kept.len() >= self.capacity {
            // As cheap as nothing beside the round trip that has just prepared the statement.
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(sql, _)| sql.clone());
            if let Some(oldest) = oldest {
                self.forget(&oldest);
            }
        }
        self.kept.insert(sql.into(), Kept { statement: statement.clone(), used: self.clock });
    }

    /// Has a statement closed when it is not running any more.
    pub(super) fn discard(&mut self, statement: Statement) {
        self.discarded.push(statement);
    }

    /// Lets go of one.
    pub(super) fn forget(&mut self, sql: &str) {
        if let Some(kept) = self.kept.remove(sql) {
            self.discard(kept.statement);
        }
    }

    /// Lets go of all.
    pub(super) fn clear(&mut self) {
        self.discarded.extend(self.kept.drain().map(|(_, kept)| kept.statement));
    }

    /// Those that have to be closed.
    pub(super) fn take_discarded(&mut self) -> Vec<Statement> {
        std::mem::take(&mut self.discarded)
    }
}
