//! Partitions that are tables of their own, as in PostgreSQL.

use crate::constant::replace;
use crate::{List, Text};

/// CREATE TABLE … PARTITION OF: a table that holds a part of the rows of another one. MySQL's partitions have no tables;
/// they are a [`TableOption`](crate::TableOption).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// The name of the table that holds the rows.
    pub name: Text,
    /// The schema it belongs to.
    pub schema: Option<Text>,
    /// Which rows it holds, as written: `FOR VALUES IN ('a')`, `DEFAULT`.
    pub bound: Text,
    /// How it is divided itself: what follows PARTITION BY.
    pub partition_by: Option<Text>,
    /// Its own partitions.
    pub partitions: List<Self>,
    /// The statements that say what this partition has and the others do not, as written: indexes, constraints, defaults.
    pub additions: List<Text>,
}

impl Partition {
    /// Creates a partition that holds these rows.
    #[must_use]
    pub const fn new(name: &'static str, bound: &'static str) -> Self {
        Self {
            name: Text::Borrowed(name),
            schema: None,
            bound: Text::Borrowed(bound),
            partition_by: None,
            partitions: List::Borrowed(&[]),
            additions: List::Borrowed(&[]),
        }
    }

    /// Sets the schema it belongs to.
    #[must_use]
    pub const fn in_schema(mut self, schema: &'static str) -> Self {
        replace(&mut self.schema, Some(Text::Borrowed(schema)));
        self
    }

    /// Sets the statements that say what only this partition has.
    #[must_use]
    pub const fn with_additions(mut self, statements: &'static [Text]) -> Self {
        replace(&mut self.additions, List::Borrowed(statements));
        self
    }

    /// Divides the partition itself: what follows PARTITION BY, and its partitions.
    #[must_use]
    pub const fn partitioned(mut self, by: &'static str, partitions: &'static [Self]) -> Self {
        replace(&mut self.partition_by, Some(Text::Borrowed(by)));
        replace(&mut self.partitions, List::Borrowed(partitions));
        self
    }
}
