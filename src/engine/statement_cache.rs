//! SQL texts that a connection has rendered before, found by the shape of their statement.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::sql::columns::Columns;

/// How many shapes are kept. A program has as many as it has queries, unless it makes them up as it goes; then all are
/// forgotten when there are so many, which costs one rendering each.
const CAPACITY: usize = 1_024;

/// A statement that was rendered before.
pub(crate) struct KnownStatement {
    pub(crate) sql: String,
    pub(crate) columns: Columns,
}

/// The statements that one connection knows.
#[derive(Default)]
pub(crate) struct StatementCache(HashMap<u128, Arc<KnownStatement>, BuildHasherDefault<AsItIs>>);

impl StatementCache {
    #[inline]
    pub(crate) fn get(&self, shape: u128) -> Option<Arc<KnownStatement>> {
        self.0.get(&shape).cloned()
    }

    pub(crate) fn insert(&mut self, shape: u128, statement: KnownStatement) {
        if self.0.len() >= CAPACITY {
            self.0.clear();
        }
        self.0.insert(shape, Arc::new(statement));
    }
}

/// A shape is mixed well already.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, shape: u128) {
        self.0 = shape as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
