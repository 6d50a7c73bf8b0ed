//! A whole schema: tables, enums and views.

use crate::{EnumType, List, Table, View};

/// A collection of tables with the enums and views that belong to them.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct MetaData {
    /// The tables, in the order they were declared or read.
    pub tables: List<Table>,
    /// The enum types.
    pub enums: List<EnumType>,
    /// The views.
    pub views: List<View>,
}

impl MetaData {
    /// A schema of these tables.
    #[must_use]
    pub const fn new(tables: &'static [Table]) -> Self {
        Self { tables: List::Borrowed(tables), enums: List::Borrowed(&[]), views: List::Borrowed(&[]) }
    }

    /// The tables, in the order they were declared or read.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }

    /// The table of this name, compared as written.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}
