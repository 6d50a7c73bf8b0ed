//! A whole schema: tables, enums and views.

use crate::constant::replace;
use crate::{Definition, Dialect, EnumType, List, Table, View};

/// A collection of tables with the enums and views that belong to them.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct MetaData {
    /// The tables, in the order in which they were declared or read.
    pub tables: List<Table>,
    /// What the tables are built on, in the order in which it was declared: schemas, domains, sequences.
    pub definitions: List<Definition>,
    /// The enum types.
    pub enums: List<EnumType>,
    /// The views.
    pub views: List<View>,
    /// The dialect it was written in or read from, if that is known.
    pub dialect: Option<Dialect>,
}

impl MetaData {
    /// Creates a schema of these tables.
    #[must_use]
    pub const fn new(tables: &'static [Table]) -> Self {
        Self {
            tables: List::Borrowed(tables),
            definitions: List::Borrowed(&[]),
            enums: List::Borrowed(&[]),
            views: List::Borrowed(&[]),
            dialect: None,
        }
    }

    /// Sets what the tables are built on.
    #[must_use]
    pub const fn with_definitions(mut self, definitions: &'static [Definition]) -> Self {
        replace(&mut self.definitions, List::Borrowed(definitions));
        self
    }

    /// Sets the enum types.
    #[must_use]
    pub const fn with_enums(mut self, enums: &'static [EnumType]) -> Self {
        replace(&mut self.enums, List::Borrowed(enums));
        self
    }

    /// Sets the views.
    #[must_use]
    pub const fn with_views(mut self, views: &'static [View]) -> Self {
        replace(&mut self.views, List::Borrowed(views));
        self
    }

    /// Sets the dialect it was written in or read from.
    #[must_use]
    pub const fn in_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// The tables, in the order in which they were declared or read.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }

    /// Returns the table of this name, which is compared as written.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Returns the enum type of this name, which is compared as written: that of [`SqlType::Enum`](crate::SqlType::Enum), with its
    /// schema if it has one. A name without a schema may be that of any schema.
    #[must_use]
    pub fn enum_type(&self, name: &str) -> Option<&EnumType> {
        let is_whole = |enum_type: &&EnumType| match &enum_type.schema {
            None => enum_type.name == name,
            Some(schema) => {
                let rest = name.strip_prefix(schema.as_ref()).and_then(|rest| rest.strip_prefix('.'));
                rest == Some(&enum_type.name)
            }
        };
        self.enums.iter().find(is_whole).or_else(|| self.enums.iter().find(|enum_type| enum_type.name == name))
    }
}
