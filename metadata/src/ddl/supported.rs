//! What of a schema a dialect can hold, for programs that create the rest on demand.

use std::collections::HashSet;

use super::long_names::collisions;
use super::writer::Writer;
use crate::references::References;
use crate::{Dialect, MetaData, Table, Text, Unsupported, View};

impl MetaData {
    /// Returns the part of this schema that the dialect can express, and why the rest is not in it.
    ///
    /// What is left out is as small as possible: a clause or an index, before it is a whole table. Foreign keys to tables
    /// that are left out are left out with them. [`MetaData::create_all`] refuses such a schema as a whole.
    ///
    /// # Examples
    ///
    /// ```
    /// use realgar_metadata::{Column, Dialect, MetaData, SqlType, Table, Text};
    ///
    /// const TAGS: SqlType = SqlType::Array(Text::Borrowed("text"));
    /// const POST: &[Column] = &[Column::new("tags", TAGS)];
    /// const VISIT: &[Column] =
    ///     &[Column::new("at", SqlType::Date).with_on_update("now()")];
    /// static TABLES: [Table; 2] =
    ///     [Table::new("post", POST), Table::new("visit", VISIT)];
    /// static SCHEMA: MetaData = MetaData::new(&TABLES);
    ///
    /// assert!(SCHEMA.create_all_sql(Dialect::Sqlite).is_err());
    /// let (rest, left_out) = SCHEMA.supported(Dialect::Sqlite);
    /// let sql = rest.create_all_sql(Dialect::Sqlite)?;
    /// assert_eq!(sql, ["CREATE TABLE visit (\n    at DATE\n)"]);
    /// assert_eq!(left_out.len(), 2);
    /// # Ok::<(), realgar_metadata::Unsupported>(())
    /// ```
    #[must_use]
    pub fn supported(&self, dialect: Dialect) -> (Self, Vec<Unsupported>) {
        let references = References::new(self);
        let mut left_out = collisions(self, dialect);
        let mut gone: HashSet<(Option<Text>, Text)> = HashSet::new();
        let mut tables: Vec<Table> = Vec::new();
        for table in &*self.tables {
            match supported_table(self, &references, table, dialect, &mut left_out) {
                Some(table) => tables.push(table),
                None => {
                    gone.insert((table.schema.clone(), table.name.clone()));
                }
            }
        }
        if !gone.is_empty() {
            for table in &mut tables {
                // The table is looked up in the whole schema, where the key still leads to it.
                let whole = table.clone();
                table.foreign_keys.to_mut().retain(|key| {
                    let referred = references.table(&whole, key);
                    let is_kept =
                        referred.is_none_or(|found| !gone.contains(&(found.schema.clone(), found.name.clone())));
                    if !is_kept {
                        let message = format!(
                            "table `{}`: the foreign key ({}) refers to `{}`, which is left out",
                            whole.name,
                            key.columns.join(", "),
                            key.referred_table
                        );
                        left_out.push(Unsupported::new(dialect, message));
                    }
                    is_kept
                });
            }
        }
        let views = self.views.iter().filter(|view| is_supported_view(view, dialect, &mut left_out)).cloned();
        let rest = Self { tables: tables.into(), views: views.collect(), ..self.clone() };
        (rest, left_out)
    }
}

/// The table without what the dialect cannot express, or nothing if no table is left.
fn supported_table(
    metadata: &MetaData,
    references: &References<'_>,
    table: &Table,
    dialect: Dialect,
    left_out: &mut Vec<Unsupported>,
) -> Option<Table> {
    let mut rest = table.clone();
    let mut report = |error: Unsupported| {
        let message = format!("table `{}`: {}", table.name, error.message);
        left_out.push(Unsupported { message, ..error });
    };
    rest.indexes.to_mut().retain(|index| index.create_index_sql(table, dialect).map_err(&mut report).is_ok());
    let create = |table: &Table| {
        Writer::new(dialect, Some(metadata)).with_references(references).create_table(table, &|_| false)
    };
    let mut clauses = CLAUSES.iter();
    while let Err(error) = create(&rest) {
        report(error);
        // The first clause that makes a difference may not be the one that is missing, but all that follow are tried.
        loop {
            let leave_out = clauses.next()?;
            let mut without = rest.clone();
            leave_out(&mut without, dialect);
            if without != rest {
                rest = without;
                break;
            }
        }
    }
    Some(rest)
}

/// Leaves out one kind of clause, if the dialect does not have it.
type LeaveOut = fn(&mut Table, Dialect);

const CLAUSES: &[LeaveOut] = &[
    |table, dialect| {
        if dialect != Dialect::MySql {
            table.columns.to_mut().iter_mut().for_each(|column| column.on_update = None);
        }
    },
    |table, dialect| {
        if dialect != Dialect::PostgreSql {
            table.excludes.to_mut().clear();
        }
    },
    |table, dialect| {
        if dialect != Dialect::Sqlite {
            table.primary_key.on_conflict = None;
            table.uniques.to_mut().iter_mut().for_each(|unique| unique.on_conflict = None);
            table.columns.to_mut().iter_mut().for_each(|column| column.on_conflict = None);
        }
    },
    |table, dialect| {
        if dialect != Dialect::PostgreSql {
            table.primary_key.deferrable = None;
            table.uniques.to_mut().iter_mut().for_each(|unique| unique.deferrable = None);
        }
    },
    |table, dialect| {
        if dialect == Dialect::MySql {
            table.foreign_keys.to_mut().iter_mut().for_each(|key| key.deferrable = None);
        }
    },
    |table, dialect| {
        if dialect != Dialect::PostgreSql {
            table.uniques.to_mut().retain(|unique| !unique.nulls_not_distinct);
            table
                .foreign_keys
                .to_mut()
                .retain(|key| key.set_columns.is_empty() && !(key.match_full && key.columns.len() > 1));
        }
    },
];

fn is_supported_view(view: &View, dialect: Dialect, left_out: &mut Vec<Unsupported>) -> bool {
    let created = Writer::new(dialect, None).create_view(view);
    created.map_err(|error| left_out.push(error)).is_ok()
}
