//! Keys and checks inside a CREATE TABLE.

use std::borrow::Cow;

use super::writer::Writer;
use crate::{
    Check, Column, Deferrable, Dialect, Exclude, ForeignKey, OnConflict, ReferentialAction, Table, Text, Unique,
    Unsupported,
};

impl<'a> Writer<'a> {
    pub(super) fn primary_key(&mut self, table: &Table) -> Result<(), Unsupported> {
        self.constraint_name(table.primary_key.name.as_ref())?;
        let key = &table.primary_key;
        self.raw("PRIMARY KEY ");
        self.names(&key.columns)?;
        self.key_options(&key.columns, &key.include, key.deferrable, key.on_conflict)
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
        self.names(&unique.columns)?;
        self.key_options(&unique.columns, &unique.include, unique.deferrable, unique.on_conflict)
    }

    /// INCLUDE, DEFERRABLE and ON CONFLICT of a key. An index without the columns of INCLUDE says the same.
    fn key_options(
        &mut self,
        columns: &[Text],
        include: &[Text],
        deferrable: Option<Deferrable>,
        on_conflict: Option<OnConflict>,
    ) -> Result<(), Unsupported> {
        if self.dialect == Dialect::PostgreSql && !include.is_empty() {
            self.raw(" INCLUDE ");
            self.names(include)?;
        }
        let key = || format!("the key ({})", columns.join(", "));
        if deferrable.is_some() && self.dialect != Dialect::PostgreSql {
            return Err(self.unsupported(format!("{} cannot be DEFERRABLE", key())));
        }
        self.deferrable(deferrable);
        self.on_conflict(on_conflict, &columns.join(", "))
    }

    /// SQLite's ` ON CONFLICT …`.
    pub(super) fn on_conflict(&mut self, action: Option<OnConflict>, column: &str) -> Result<(), Unsupported> {
        let Some(action) = action else { return Ok(()) };
        if self.dialect != Dialect::Sqlite {
            let cure = "say it in INSERT";
            return Err(self.unsupported(format!("the constraint of `{column}` cannot have ON CONFLICT; {cure}")));
        }
        self.raw(match action {
            OnConflict::Rollback => " ON CONFLICT ROLLBACK",
            OnConflict::Abort => " ON CONFLICT ABORT",
            OnConflict::Fail => " ON CONFLICT FAIL",
            OnConflict::Ignore => " ON CONFLICT IGNORE",
            OnConflict::Replace => " ON CONFLICT REPLACE",
        });
        Ok(())
    }

    fn deferrable(&mut self, deferrable: Option<Deferrable>) {
        self.raw(match deferrable {
            None => "",
            Some(Deferrable::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
            Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
        });
    }

    /// EXCLUDE.
    pub(super) fn exclude(&mut self, exclude: &Exclude) -> Result<(), Unsupported> {
        if self.dialect != Dialect::PostgreSql {
            return Err(self.unsupported(format!("there is no EXCLUDE, such as {}", exclude.definition)));
        }
        self.constraint_name(exclude.name.as_ref())?;
        self.raw("EXCLUDE ");
        self.raw(&exclude.definition);
        Ok(())
    }

    pub(super) fn check(&mut self, check: &Check) -> Result<(), Unsupported> {
        self.constraint_name(check.name.as_ref())?;
        self.raw("CHECK ");
        self.parenthesized(&check.expression);
        match self.dialect {
            Dialect::PostgreSql => self.raw(if check.no_inherit { " NO INHERIT" } else { "" }),
            // As MySQL dumps it: MariaDB does not have it.
            Dialect::MySql => self.raw(if check.not_enforced { " /*!80016 NOT ENFORCED */" } else { "" }),
            Dialect::Sqlite => self.on_conflict(check.on_conflict, &check.expression)?,
        }
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
        let (columns, referred_columns) = self.foreign_key_columns(table, key);
        self.names(&columns)?;
        self.raw(" REFERENCES ");
        self.referred(table, key)?;
        if !referred_columns.is_empty() {
            self.raw(" ");
            self.names(&referred_columns)?;
        }
        // A key of one column is either NULL or not: only the catalog of PostgreSQL tells it from another one.
        if key.match_full && (key.columns.len() > 1 || self.dialect == Dialect::PostgreSql) {
            if self.dialect != Dialect::PostgreSql {
                return Err(self.unsupported(format!("{} cannot be MATCH FULL", describe(key))));
            }
            self.raw(" MATCH FULL");
        }
        self.action(" ON DELETE ", key.on_delete, key)?;
        if !key.set_columns.is_empty() {
            if self.dialect != Dialect::PostgreSql {
                return Err(self.unsupported(format!("{} cannot set some of its columns only", describe(key))));
            }
            self.raw(" ");
            self.names(&key.set_columns)?;
        }
        self.action(" ON UPDATE ", key.on_update, key)?;
        if key.deferrable.is_some() && self.dialect == Dialect::MySql {
            return Err(self.unsupported(format!("{} cannot be DEFERRABLE", describe(key))));
        }
        self.deferrable(key.deferrable);
        Ok(())
    }

    fn referred_table(&self, table: &Table, key: &ForeignKey) -> Option<&'a Table> {
        match self.references {
            Some(references) => references.table(table, key),
            None => self.metadata.and_then(|metadata| metadata.referred_table(table, key)),
        }
    }

    /// The columns of both sides. MySQL wants them in the order of the key that is referred to.
    fn foreign_key_columns<'k>(&self, table: &Table, key: &'k ForeignKey) -> (Cow<'k, [Text]>, Cow<'k, [Text]>) {
        let as_written = (Cow::Borrowed(&key.columns[..]), Cow::Borrowed(&key.referred_columns[..]));
        if self.dialect != Dialect::MySql || key.referred_columns.len() < 2 {
            return as_written;
        }
        let Some(referred) = self.referred_table(table, key) else { return as_written };
        let keys = std::iter::once(&referred.primary_key.columns).chain(referred.uniques.iter().map(|u| &u.columns));
        let place = |column: &Text| key.referred_columns.iter().position(|referred| referred == column);
        let order = keys
            .filter(|columns| columns.len() == key.referred_columns.len())
            .find_map(|columns| columns.iter().map(place).collect::<Option<Vec<usize>>>());
        match order {
            Some(order) => (
                order.iter().filter_map(|place| key.columns.get(*place).cloned()).collect(),
                order.iter().filter_map(|place| key.referred_columns.get(*place).cloned()).collect(),
            ),
            None => as_written,
        }
    }

    /// The table referred to, with its schema.
    fn referred(&mut self, table: &Table, key: &ForeignKey) -> Result<(), Unsupported> {
        let referred = self.referred_table(table, key);
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
