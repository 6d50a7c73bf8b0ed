//! The partitions of a table, and theirs.

use std::collections::HashMap;

use realgar_metadata::Partition;

use super::catalog::Relation;
use crate::inspector::words::owned;

/// Partitions by the tables that they are a part of.
pub(super) struct Partitions<'a> {
    by_parent: HashMap<i64, Vec<&'a Relation>>,
}

pub(super) fn by_parent(relations: &[Relation]) -> Partitions<'_> {
    let mut by_parent: HashMap<i64, Vec<&Relation>> = HashMap::new();
    for relation in relations {
        if let Some(parent) = relation.parent {
            by_parent.entry(parent).or_default().push(relation);
        }
    }
    Partitions { by_parent }
}

impl Partitions<'_> {
    /// The partitions of a table. PostgreSQL allows no circle, and a name of its own for each level.
    pub(super) fn of(&self, parent: i64) -> Vec<Partition> {
        let partition = |found: &&Relation| {
            let mut partition = Partition::new("", "");
            partition.name = owned(&found.name);
            partition.schema = found.schema.as_deref().map(owned);
            partition.bound = owned(found.bound.as_deref().unwrap_or_default());
            partition.partition_by = found.partition_by.as_deref().map(owned);
            partition.partitions = self.of(found.oid).into();
            partition
        };
        self.by_parent.get(&parent).map_or(&[][..], Vec::as_slice).iter().map(partition).collect()
    }
}
