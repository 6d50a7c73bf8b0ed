//! A table of the model, made from the pragmas and the text of its CREATE TABLE.

use std::collections::HashMap;

use realgar_metadata::{
    Check, Column, ForeignKey, Generated, GeneratedStorage, Identity, ReferentialAction, Table, Text, Unique,
};

use super::catalog::{self, Hidden, KeyColumn};
use super::create_table::{self, CreateTable};
use super::default::default_value;
use super::index::{constraint_columns, index};
use super::sql_type::{native_type, sql_type};

/// What was read about a table.
pub(super) struct Parts<'a> {
    pub(super) name: &'a str,
    pub(super) sql: Option<&'a str>,
    pub(super) listed: Option<&'a catalog::Listed>,
    pub(super) columns: &'a [catalog::Column],
    pub(super) foreign_keys: &'a [KeyColumn],
    /// Names and statements of its indexes, including those of UNIQUE, in the order of creation.
    pub(super) indexes: &'a [(&'a str, Option<&'a str>)],
    pub(super) index_columns: &'a [catalog::IndexColumn],
}

impl Parts<'_> {
    /// Makes the table of the model.
    pub(super) fn table(&self) -> Table {
        let said = self.sql.map(CreateTable::read).unwrap_or_default();
        let mut table = Table::new("", &[]);
        table.name = owned(self.name);
        table.columns = self.columns(&said).into();
        table.primary_key.name = said.primary_key_name.as_deref().map(owned);
        table.primary_key.columns = self.primary_key().into();
        table.foreign_keys = self.foreign_keys(&said.foreign_keys).into();
        table.uniques = self.uniques(said.uniques).into();
        table.checks = said.checks.into_iter().map(check).collect();
        let collations: HashMap<String, &str> = said
            .columns
            .iter()
            .filter_map(|column| Some((column.name.to_lowercase(), column.collation.as_deref()?)))
            .collect();
        let made = self.indexes.iter().filter_map(|(name, sql)| Some((*name, (*sql)?)));
        table.indexes = made.filter_map(|(name, sql)| index(name, sql, self.index_columns, &collations)).collect();
        table.without_rowid = self.listed.is_some_and(|listed| listed.without_rowid);
        table.strict = self.listed.is_some_and(|listed| listed.strict);
        self.count_rowid(&mut table);
        table
    }

    /// The alias of the rowid counts up, with or without AUTOINCREMENT.
    fn count_rowid(&self, table: &mut Table) {
        let mut key = self.columns.iter().enumerate().filter(|(_, column)| column.key > 0);
        let (Some((_, column)), None) = (key.next(), key.next()) else { return };
        if table.without_rowid || !column.declared_type.eq_ignore_ascii_case("integer") {
            return;
        }
        if let Some(column) = table.columns.to_mut().iter_mut().find(|found| found.name == *column.name) {
            column.identity = column.identity.or(Some(Identity::BY_DEFAULT));
        }
    }

    fn primary_key(&self) -> Vec<Text> {
        let mut columns: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        columns.sort_by_key(|column| column.key);
        columns.into_iter().map(|column| owned(&column.name)).collect()
    }

    fn columns(&self, said: &CreateTable) -> Vec<Column> {
        let visible = self.columns.iter().filter(|column| column.hidden != Hidden::Argument);
        let mut columns: Vec<Column> = visible.map(|found| column(found, said_of(said, &found.name))).collect();
        if said.is_autoincrement {
            let key = self.columns.iter().find(|column| column.key > 0).map(|column| column.name.as_str());
            if let Some(column) = columns.iter_mut().find(|column| Some(column.name.as_ref()) == key) {
                column.identity = Some(Identity::BY_DEFAULT.never_reused());
            }
        }
        columns
    }

    /// Both lists are in the order of the text. If they do not match, the pragmas are right and the names unknown.
    fn foreign_keys(&self, said: &[create_table::ForeignKey]) -> Vec<ForeignKey> {
        let keys: Vec<&[KeyColumn]> = self.foreign_keys.chunk_by(|a, b| a.id == b.id).collect();
        let matches = keys.len() == said.len();
        let said = |at: usize, key: &ForeignKey| {
            said.get(at).filter(|said| matches && same_names(&said.columns, &key.columns))
        };
        let keys = keys.into_iter().enumerate().filter_map(|(at, columns)| {
            let mut key = foreign_key(columns)?;
            if let Some(said) = said(at, &key) {
                key.name = said.name.as_deref().map(owned);
                key.deferrable = said.deferrable;
            }
            Some(key)
        });
        keys.collect()
    }

    fn uniques(&self, mut said: Vec<create_table::Unique>) -> Vec<Unique> {
        let automatic = self.indexes.iter().filter(|(_, sql)| sql.is_none());
        let columns = automatic.filter_map(|(name, _)| constraint_columns(name, self.index_columns));
        let unique = |columns: Vec<Text>| {
            let at = said.iter().position(|said| same_names(&said.columns, &columns));
            let mut unique = Unique::new(&[]);
            unique.name = at.and_then(|at| said.remove(at).name).map(Text::Owned);
            unique.columns = columns.into();
            unique
        };
        columns.map(unique).collect()
    }
}

/// Makes a column from its row and, if it could be read, its text.
pub(super) fn column(found: &catalog::Column, said: Option<&create_table::Column>) -> Column {
    let mut column = Column::new("", sql_type(&found.declared_type));
    column.name = owned(&found.name);
    column.native_type = native_type(&found.declared_type, &column.sql_type);
    column.nullable = !found.not_null && found.key == 0;
    column.default = found.default.as_deref().map(default_value);
    column.collation = said.and_then(|said| said.collation.as_deref()).map(owned);
    let storage = match found.hidden {
        Hidden::Virtual => Some(GeneratedStorage::Virtual),
        Hidden::Stored => Some(GeneratedStorage::Stored),
        Hidden::No | Hidden::Argument => None,
    };
    column.generated = storage.map(|storage| {
        let expression = said.and_then(|said| said.generated.as_deref()).unwrap_or_default();
        Generated { expression: owned(expression), storage }
    });
    column
}

fn said_of<'a>(said: &'a CreateTable, name: &str) -> Option<&'a create_table::Column> {
    said.columns.iter().find(|column| column.name == name)
}

fn foreign_key(columns: &[KeyColumn]) -> Option<ForeignKey> {
    let first = columns.first()?;
    let mut key = ForeignKey::new(&[], "", &[]);
    key.columns = columns.iter().map(|column| owned(&column.column)).collect();
    key.referred_table = owned(&first.referred_table);
    // If the table does not exist, it has no primary key either, and the columns stay empty.
    let referred = columns.iter().map(|column| column.referred_column.as_deref().map(owned));
    key.referred_columns = referred.collect::<Option<Vec<_>>>().unwrap_or_default().into();
    key.on_update = action(&first.on_update);
    key.on_delete = action(&first.on_delete);
    Some(key)
}

fn action(words: &str) -> ReferentialAction {
    match words {
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn check(said: create_table::Check) -> Check {
    let mut check = Check::new("");
    check.name = said.name.map(Text::Owned);
    check.expression = said.expression.into();
    check
}

fn same_names(a: &[String], b: &[Text]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Text of the model.
pub(super) fn owned(text: &str) -> Text {
    Text::Owned(text.to_owned())
}
