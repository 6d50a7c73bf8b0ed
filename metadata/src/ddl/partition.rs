//! CREATE TABLE … PARTITION OF.

use super::writer::Writer;
use crate::{Dialect, Partition, Table, Unsupported};

/// The statements that create a table's partitions, each after the one that it is a part of, and what each has alone: an
/// index of the whole table then takes one of a partition that is like it for its own. Elsewhere than in PostgreSQL
/// the table holds all rows itself.
pub(super) fn create_partitions(table: &Table, dialect: Dialect) -> Result<Vec<String>, Unsupported> {
    let mut statements = Vec::new();
    if dialect != Dialect::PostgreSql {
        return Ok(statements);
    }
    let mut additions = Vec::new();
    let mut waiting = vec![(table.schema.as_deref(), &*table.name, &*table.partitions)];
    while let Some((schema, name, partitions)) = waiting.pop() {
        for partition in partitions {
            statements.push(Writer::new(dialect, None).create_partition(schema, name, partition)?);
            additions.push(&partition.additions);
            waiting.push((partition.schema.as_deref(), &partition.name, &partition.partitions));
        }
    }
    // An index of a partition takes those of its own partitions in the same way.
    statements.extend(additions.into_iter().rev().flat_map(|sql| sql.iter().map(|sql| sql.clone().into_owned())));
    Ok(statements)
}

impl Writer<'_> {
    fn create_partition(
        mut self,
        schema: Option<&str>,
        table: &str,
        partition: &Partition,
    ) -> Result<String, Unsupported> {
        self.raw("CREATE TABLE ");
        self.qualified(partition.schema.as_deref(), &partition.name)?;
        self.raw(" PARTITION OF ");
        self.qualified(schema, table)?;
        self.raw(" ");
        self.raw(&partition.bound);
        if let Some(by) = &partition.partition_by {
            self.raw(" PARTITION BY ");
            self.raw(by);
        }
        Ok(self.finish())
    }
}
