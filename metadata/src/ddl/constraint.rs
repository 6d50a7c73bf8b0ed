//! Keys and checks inside a CREATE TABLE.

use super::writer::Writer;
use crate::{Column, Deferrable, Dialect, ForeignKey, ReferentialAction, Table, Text, Unique, Unsupported};

impl Writer<'_> {
    pub(super) fn primary_key(&mut self, table: &Table) -> Result<(), Unsupported> {
        self.constraint_name(table.primary_key.name.as_ref())?;
        self.raw("PRIMARY KEY ");
        self.names(&table.primary_key.columns)
    }

    pub(super) fn unique(&mut self, unique: &Unique) -> Result<(), Unsupported> {
        self.constraint_name(unique.name.as_ref())?;
        self.raw("UNIQUE ");
        if unique.nulls_not_distinct {
            if self.dialect != Dialect::PostgreSql {
                let columns = unique.columns.join(", ");
                return Err(self.unsupported(format!("UNIQUE ({columns}) cannot have NULLS NOT DISTINCT")));
            }
            self.raw("NULLS NOT DISTINCT ");
        }
        self.names(&unique.columns)
    }

    pub(super) fn check(&mut self, name: Option<&Text>, expression: &str) -> Result<(), Unsupported> {
        self.constraint_name(name)?;
        self.raw("CHECK ");
        self.parenthesized(expression);
        Ok(())
    }

    /// `CHECK (column IN ('a', 'b'))`, for an enum that is not a type of its own.
    pub(super) fn label_check(&mut self, column: &Column, labels: &[Text]) -> Result<(), Unsupported> {
        self.raw("CHECK (");
        self.name(&column.name)?;
        self.raw(" IN (");
        self.strings(labels)?;
        self.raw("))");
        Ok(())
    }

    /// `CHECK (column IS NOT NULL)`.
    pub(super) fn not_null_check(&mut self, column: &Column) -> Result<(), Unsupported> {
        self.raw("CHECK (");
        self.name(&column.name)?;
        self.raw(" IS NOT NULL)");
        Ok(())
    }

    pub(super) fn foreign_key(&mut self, table: &Table, key: &ForeignKey) -> Result<(), Unsupported> {
        self.constraint_name(key.name.as_ref())?;
        self.raw("FOREIGN KEY ");
        self.names(&key.columns)?;
        self.raw(" REFERENCES ");
        self.referred(table, key)?;
        if !key.referred_columns.is_empty() {
            self.raw(" ");
            self.names(&key.referred_columns)?;
        }
        self.action(" ON DELETE ", key.on_delete, key)?;
        self.action(" ON UPDATE ", key.on_update, key)?;
        match key.deferrable {
            None => {}
            Some(_) if self.dialect == Dialect::MySql => {
                return Err(self.unsupported(format!("{} cannot be DEFERRABLE", describe(key))));
            }
            Some(Deferrable::InitiallyImmediate) => self.raw(" DEFERRABLE INITIALLY IMMEDIATE"),
            Some(Deferrable::InitiallyDeferred) => self.raw(" DEFERRABLE INITIALLY DEFERRED"),
        }
        Ok(())
    }

    /// The table referred to, with its schema.
    fn referred(&mut self, table: &Table, key: &ForeignKey) -> Result<(), Unsupported> {
        let referred = match self.references {
            Some(references) => references.table(table, key),
            None => self.metadata.and_then(|metadata| metadata.referred_table(table, key)),
        };
        let schema = match (&key.referred_schema, referred) {
            (Some(schema), _) => Some(schema),
            (None, Some(referred)) => referred.schema.as_ref(),
            (None, None) => table.schema.as_ref(),
        };
        if self.dialect != Dialect::Sqlite {
            return self.qualified(schema.map(AsRef::as_ref), &key.referred_table);
        }
        // In SQLite, a key always refers to a table of the same file, and cannot name it.
        if schema != table.schema.as_ref() {
            return Err(self.unsupported(format!("{} cannot refer to another schema", describe(key))));
        }
        self.name(&key.referred_table)
    }

    fn action(&mut self, clause: &str, action: ReferentialAction, key: &ForeignKey) -> Result<(), Unsupported> {
        let action = match action {
            ReferentialAction::NoAction => return Ok(()),
            ReferentialAction::Restrict => "RESTRICT",
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault if self.dialect == Dialect::MySql => {
                return Err(self.unsupported(format!("{} cannot have{clause}SET DEFAULT", describe(key))));
            }
            ReferentialAction::SetDefault => "SET DEFAULT",
        };
        self.raw(clause);
        self.raw(action);
        Ok(())
    }

    fn constraint_name(&mut self, name: Option<&Text>) -> Result<(), Unsupported> {
        if let Some(name) = name {
            self.raw("CONSTRAINT ");
            self.name(name)?;
            self.raw(" ");
        }
        Ok(())
    }
}

/// `the foreign key (a, b)`.
fn describe(key: &ForeignKey) -> String {
    format!("the foreign key ({})", key.columns.join(", "))
}
