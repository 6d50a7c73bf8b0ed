//! Prepared statements: those of a connection that were used last, by their text.

use std::collections::HashMap;

use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::binds;
use crate::sql::value::Value;

/// The prepared statements that a connection keeps.
pub(super) struct Statements {
    capacity: usize,
    kept: HashMap<Box<str>, Kept>,
    /// Counts uses, to know which statement was used last.
    clock: u64,
}

struct Kept {
    statement: Statement,
    /// The types that were declared for its parameters.
    declared: Vec<Type>,
    used: u64,
}

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, kept: HashMap::new(), clock: 0 }
    }

    /// The statement of this text, if it was prepared for values of these types.
    pub(super) fn get(&mut self, sql: &str, values: &[&Value]) -> Option<Statement> {
        self.clock += 1;
        let kept = self.kept.get_mut(sql)?;
        let fits = kept.declared.len() == values.len()
            && kept.declared.iter().zip(values).all(|(declared, value)| binds::fits(declared, value));
        if !fits {
            return None;
        }
        kept.used = self.clock;
        Some(kept.statement.clone())
    }

    /// Keeps a statement, in the place of the one that was used the longest time ago if there are too many.
    pub(super) fn keep(&mut self, sql: &str, statement: &Statement, declared: Vec<Type>) {
        if self.capacity == 0 {
            return;
        }
        if self.kept.len() >= self.capacity && !self.kept.contains_key(sql) {
            // As cheap as nothing beside the round trip that has just prepared the statement.
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(sql, _)| sql.clone());
            if let Some(oldest) = oldest {
                self.kept.remove(&oldest);
            }
        }
        let kept = Kept { statement: statement.clone(), declared, used: self.clock };
        self.kept.insert(sql.into(), kept);
    }

    /// Lets go of one that the server does not have any more, or has planned for a table that has changed.
    pub(super) fn forget(&mut self, sql: &str) {
        self.kept.remove(sql);
    }

    /// Lets go of all.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }
}
