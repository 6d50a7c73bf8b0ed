//! Which table a foreign key refers to, for one key and for all keys of a schema.

use std::collections::BTreeMap;

use crate::{ForeignKey, MetaData, Table};

/// The tables of a schema by name. One answer is quicker without it, those for all keys are not.
pub(crate) struct References<'a> {
    tables: &'a [Table],
    /// Positions by names in lower case.
    positions: BTreeMap<String, Vec<usize>>,
}

impl<'a> References<'a> {
    pub(crate) fn new(metadata: &'a MetaData) -> Self {
        let mut positions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, table) in metadata.tables.iter().enumerate() {
            positions.entry(table.name.to_ascii_lowercase()).or_default().push(at);
        }
        Self { tables: &metadata.tables, positions }
    }

    /// The position of the table that a foreign key of `table` refers to.
    pub(crate) fn position(&self, table: &Table, key: &ForeignKey) -> Option<usize> {
        let candidates = self.positions.get(&key.referred_table.to_ascii_lowercase())?;
        choose(self.tables, candidates.iter().copied(), table, key)
    }

    /// The table that a foreign key of `table` refers to.
    pub(crate) fn table(&self, table: &Table, key: &ForeignKey) -> Option<&'a Table> {
        self.position(table, key).map(|at| &self.tables[at])
    }
}

impl MetaData {
    /// Returns the table that a foreign key of `table` refers to, if it is in this schema.
    ///
    /// A key without a schema means the schema of its own table, and if there is no such table, one without a schema. A
    /// table whose name differs in case is only found if no other fits.
    #[must_use]
    pub fn referred_table(&self, table: &Table, key: &ForeignKey) -> Option<&Table> {
        let is_candidate = |at: &usize| self.tables[*at].name.eq_ignore_ascii_case(&key.referred_table);
        let candidates = (0..self.tables.len()).filter(is_candidate);
        choose(&self.tables, candidates, table, key).map(|at| &self.tables[at])
    }
}

/// Chooses among the tables whose name is that of the key, apart from its case.
fn choose(
    tables: &[Table],
    candidates: impl Iterator<Item = usize> + Clone,
    table: &Table,
    key: &ForeignKey,
) -> Option<usize> {
    let schema = key.referred_schema.as_ref().or(table.schema.as_ref());
    let in_schema = |at: &usize| tables[*at].schema.as_ref() == schema;
    let is_exact = |at: &usize| tables[*at].name == key.referred_table;
    let mut candidates = candidates;
    candidates
        .clone()
        .find(|at| is_exact(at) && in_schema(at))
        .or_else(|| candidates.clone().find(|at| is_exact(at) && tables[*at].schema.is_none()))
        .or_else(|| candidates.find(in_schema))
}
