//! SQL texts that a connection has rendered before, found by the shape of their statement.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::sql::columns::Columns;
use crate::sql::render::Limits;

/// How many shapes are kept. A program has as many as it has queries, unless it makes them up as it goes; then all are
/// forgotten when there are so many, which costs one rendering each.
const CAPACITY: usize = 1_024;

/// A statement that was rendered before.
pub(crate) struct KnownStatement {
    pub(crate) sql: String,
    pub(crate) columns: Columns,
    pub(crate) limits: Limits,
}

/// The statements that one connection knows, by the words of their shapes. The map compares the words, so two shapes
/// of one hash are still two statements.
#[derive(Default)]
pub(crate) struct StatementCache<S = BuildHasherDefault<WordHasher>>(HashMap<Box<[u64]>, Arc<KnownStatement>, S>);

impl<S: BuildHasher> StatementCache<S> {
    #[inline]
    pub(crate) fn get(&self, shape: &[u64]) -> Option<Arc<KnownStatement>> {
        self.0.get(shape).cloned()
    }

    pub(crate) fn insert(&mut self, shape: &[u64], statement: KnownStatement) {
        if self.0.len() >= CAPACITY {
            self.0.clear();
        }
        self.0.insert(shape.into(), Arc::new(statement));
    }
}

/// Folds words into one: products of 128 bits, their halves one over the other. The names in a shape are addresses of
/// the program's own, so nobody else chooses the words; and a hash that two shapes share only costs a comparison.
#[derive(Default)]
pub(crate) struct WordHasher(u64);

#[inline(always)]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    (product as u64) ^ ((product >> 64) as u64)
}

impl Hasher for WordHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        let (fours, words) = words.as_chunks::<4>();
        // Two lanes, so that the processor need not wait for one product before it begins the next.
        let (mut left, mut right) = (self.0 ^ 0x9e37_79b9_7f4a_7c15, self.0 ^ 0x1656_67b1_9e37_79f9);
        for four in fours {
            let [a, b, c, d] = four.map(u64::from_ne_bytes);
            left = fold(a ^ left, b ^ 0xd6e8_feb8_6659_fd93);
            right = fold(c ^ right, d ^ 0x27d4_eb2f_1656_67c5);
        }
        for word in words {
            left = fold(left ^ u64::from_ne_bytes(*word), 0x9e37_79b9_7f4a_7c15);
        }
        for byte in rest {
            left = fold(left ^ u64::from(*byte), 0x9e37_79b9_7f4a_7c15);
        }
        self.0 = fold(left ^ 0xd6e8_feb8_6659_fd93, right ^ 0x9e37_79b9_7f4a_7c15);
    }

    #[inline]
    fn write_usize(&mut self, length: usize) {
        self.0 ^= length as u64;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives all shapes the same hash.
    #[derive(Default)]
    struct Collisions;

    impl Hasher for Collisions {
        fn write(&mut self, _bytes: &[u8]) {}

        fn finish(&self) -> u64 {
            7
        }
    }

    fn statement(sql: &str) -> KnownStatement {
        KnownStatement { sql: sql.to_owned(), columns: Columns::default(), limits: Limits::new() }
    }

    #[test]
    fn shapes_of_one_hash_are_told_apart() {
        let mut cache = StatementCache::<BuildHasherDefault<Collisions>>::default();
        cache.insert(&[1, 2], statement("a"));
        assert!(cache.get(&[2, 1]).is_none());
        cache.insert(&[2, 1], statement("b"));
        cache.insert(&[1], statement("c"));
        let sql = |shape: &[u64]| cache.get(shape).map(|known| known.sql.clone());
        let texts = [sql(&[1, 2]), sql(&[2, 1]), sql(&[1]), sql(&[])];
        assert_eq!(texts.each_ref().map(Option::as_deref), [Some("a"), Some("b"), Some("c"), None]);
    }
}
