//! The database that is read: what its dialect's module is asked.

use realgar_metadata::{MetaData, Table, View};

use super::{Kind, Relation, mysql, postgres, sqlite};
use crate::engine::{Connection, Engine};
use crate::error::{Error, Result};
use crate::sql::Dialect;

/// A connection to a database whose tables can be read. All questions are asked in one transaction.
pub(super) struct Database<'i> {
    connection: Connection,
    /// The schemas that are read beside the default one.
    schemas: &'i [String],
}

impl<'i> Database<'i> {
    pub(super) fn connect(engine: &Engine, schemas: &'i [String]) -> Result<Self> {
        match engine.dialect() {
            Dialect::Sqlite if schemas.iter().all(|name| name.eq_ignore_ascii_case("main")) => {}
            Dialect::Sqlite => {
                let message =
                    "on SQLite only the schema `main` can be read: open the other file with an engine of its own";
                return Err(Error::unsupported(message));
            }
            Dialect::PostgreSql | Dialect::MySql => {}
            other => return Err(Error::unsupported(format!("the tables of {other} cannot be read by this version"))),
        }
        Ok(Self { connection: engine.connect()?, schemas })
    }

    /// The names of the tables, or of the views.
    pub(super) fn names(&mut self, kind: Kind) -> Result<Vec<String>> {
        match self.connection.dialect() {
            Dialect::Sqlite => sqlite::names(&mut self.connection, kind),
            Dialect::MySql => mysql::names(&mut self.connection, self.schemas, kind == Kind::View),
            _ => postgres::names(&mut self.connection, self.schemas, kind == Kind::View),
        }
    }

    /// Whether there is a table or view of this name.
    pub(super) fn has(&mut self, name: &str) -> Result<bool> {
        match self.connection.dialect() {
            Dialect::Sqlite => sqlite::exists(&mut self.connection, name),
            _ => {
                let (tables, views) = (self.names(Kind::Table)?, self.names(Kind::View)?);
                Ok(tables.iter().chain(&views).any(|other| other == name))
            }
        }
    }

    /// The table or view of this name.
    pub(super) fn relation(&mut self, name: &str) -> Result<Option<Relation>> {
        match self.connection.dialect() {
            Dialect::Sqlite => sqlite::relation(&mut self.connection, name),
            Dialect::MySql => Ok(one_of(mysql::read(&mut self.connection, self.schemas, Some(name))?)),
            _ => Ok(one_of(postgres::read(&mut self.connection, self.schemas, Some(name))?)),
        }
    }

    /// All tables and views.
    pub(super) fn metadata(&mut self) -> Result<MetaData> {
        match self.connection.dialect() {
            Dialect::Sqlite => {
                let (tables, views) = sqlite::all(&mut self.connection)?;
                let mut metadata = MetaData::default().in_dialect(Dialect::Sqlite);
                metadata.tables = tables.into();
                metadata.views = views.into();
                Ok(metadata)
            }
            Dialect::MySql => mysql::read(&mut self.connection, self.schemas, None),
            _ => postgres::read(&mut self.connection, self.schemas, None),
        }
    }
}

/// The one table or view that was read: that of the default schema, if others have one of its name, too.
fn one_of(metadata: MetaData) -> Option<Relation> {
    let mut tables = metadata.tables.into_owned();
    let mut views = metadata.views.into_owned();
    tables.sort_by_key(|table| table.schema.is_some());
    views.sort_by_key(|view| view.schema.is_some());
    let table = tables.into_iter().next().map(|table| Relation { kind: Kind::Table, table });
    let view = views.into_iter().next().map(|view| Relation { kind: Kind::View, table: as_table(view) });
    match (table, view) {
        (Some(table), Some(view)) if table.table.schema.is_some() && view.table.schema.is_none() => Some(view),
        (table, view) => table.or(view),
    }
}

/// A view read as a table.
fn as_table(view: View) -> Table {
    let mut table = Table::new("", &[]);
    table.name = view.name;
    table.schema = view.schema;
    table.columns = view.columns;
    table.indexes = view.indexes;
    table.comment = view.comment;
    table
}
