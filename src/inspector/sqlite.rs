//! The tables and views of a SQLite database.

mod catalog;
mod create_index;
mod create_table;
mod cursor;
mod default;
mod index;
mod sql_type;
mod table;

use std::collections::HashMap;

use realgar_metadata::lexer::{self, Lexis};
use realgar_metadata::{Table, View, virtual_table};

use super::{Kind, Relation};
use crate::engine::Connection;
use crate::error::{ErrorKind, Result};
use catalog::Object;
use table::{Parts, owned};

/// Reads the names of the tables, or of the views, in the order in which they were created.
pub(super) fn names(connection: &mut Connection, kind: Kind) -> Result<Vec<String>> {
    let listed = catalog::listed(connection, None)?;
    let objects = catalog::objects(connection, None)?;
    Ok(objects.into_iter().filter(|object| is(object, kind, &listed)).map(|object| object.name).collect())
}

/// Reads all tables and views.
pub(super) fn all(connection: &mut Connection) -> Result<(Vec<Table>, Vec<View>)> {
    let contents = Contents::read(connection, None)?;
    let (mut tables, mut views) = (Vec::new(), Vec::new());
    for object in &contents.objects {
        if is(object, Kind::Table, &contents.listed) {
            tables.push(contents.table(object));
        } else if is(object, Kind::View, &contents.listed) {
            views.push(view(connection, object)?);
        }
    }
    Ok((tables, views))
}

/// Reads the table or view of this name, in whatever case. Virtual tables are found, too.
pub(super) fn relation(connection: &mut Connection, name: &str) -> Result<Option<Relation>> {
    if is_internal(name) {
        return Ok(None);
    }
    let contents = Contents::read(connection, Some(name))?;
    Ok(contents.objects.first().map(|object| Relation {
        kind: if object.kind == "view" { Kind::View } else { Kind::Table },
        table: contents.table(object),
    }))
}

/// Whether there is a table or view of this name.
pub(super) fn exists(connection: &mut Connection, name: &str) -> Result<bool> {
    let objects = catalog::objects(connection, Some(name))?;
    Ok(!is_internal(name) && objects.iter().any(|object| object.kind != "index"))
}

/// Whether the object is a table or a view. Virtual tables count if their arguments say their columns; the tables in which
/// they store their data do not, because only their modules can create them.
fn is(object: &Object, kind: Kind, listed: &HashMap<String, catalog::Listed>) -> bool {
    let listed = listed.get(&object.name).map(|listed| listed.kind.as_str());
    let is_table = || match listed {
        Some("virtual") => module(object).is_some_and(|module| virtual_table::columns(&module).is_some()),
        listed => listed == Some("table"),
    };
    match kind {
        Kind::Table => object.kind == "table" && !is_internal(&object.name) && is_table(),
        Kind::View => object.kind == "view",
    }
}

/// What follows USING in the statement of a virtual table.
fn module(object: &Object) -> Option<String> {
    let sql = object.sql.as_deref()?;
    let tokens = lexer::tokens(sql, Lexis::SQLITE);
    let at = tokens.iter().position(|token| token.is(sql, "USING"))?;
    Some(lexer::written(sql, tokens.get(at + 1..)?))
}

/// A virtual table whose arguments say its columns.
fn virtual_table(object: &Object) -> Option<Table> {
    let module = module(object)?;
    let columns = virtual_table::columns(&module)?;
    let mut table = Table::new("", &[]);
    table.name = owned(&object.name);
    table.primary_key.columns = columns.iter().take(1).map(|column| column.name.clone()).collect();
    table.columns = columns.into();
    table.module = Some(module.into());
    Some(table)
}

/// Whether SQLite reserves the name for itself.
fn is_internal(name: &str) -> bool {
    name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}

/// A view. If it refers to something that is gone, its columns are not known.
fn view(connection: &mut Connection, object: &Object) -> Result<View> {
    let mut view = View::new("", "");
    view.name = owned(&object.name);
    view.definition = object.sql.as_deref().and_then(create_index::view_query).unwrap_or_default().into();
    match catalog::columns(connection, Some(&object.name)) {
        Ok(columns) => {
            let columns = columns.into_values().flatten();
            view.columns = columns.map(|found| table::column(&found, None)).collect();
        }
        Err(error) if matches!(error.kind(), ErrorKind::NoSuchTable | ErrorKind::NoSuchColumn | ErrorKind::Sql) => {}
        Err(error) => return Err(error),
    }
    Ok(view)
}

/// Everything that was read about all tables, or about one.
struct Contents {
    /// Tables and views.
    objects: Vec<Object>,
    /// By the names of their tables.
    indexes: HashMap<String, Vec<Object>>,
    listed: HashMap<String, catalog::Listed>,
    columns: HashMap<String, Vec<catalog::Column>>,
    foreign_keys: HashMap<String, Vec<catalog::KeyColumn>>,
    index_columns: HashMap<String, Vec<catalog::IndexColumn>>,
}

impl Contents {
    /// Runs five statements in one transaction, however many tables there are.
    fn read(connection: &mut Connection, name: Option<&str>) -> Result<Self> {
        let (indexes, objects): (Vec<_>, _) =
            catalog::objects(connection, name)?.into_iter().partition(|object| object.kind == "index");
        let mut by_table: HashMap<String, Vec<Object>> = HashMap::new();
        for index in indexes {
            by_table.entry(index.table.clone()).or_default().push(index);
        }
        Ok(Self {
            objects,
            indexes: by_table,
            listed: catalog::listed(connection, name)?,
            columns: catalog::columns(connection, name)?,
            foreign_keys: catalog::foreign_keys(connection, name)?,
            index_columns: catalog::index_columns(connection, name)?,
        })
    }

    /// The table, or a view as one.
    fn table(&self, object: &Object) -> Table {
        let name = object.name.as_str();
        let listed = self.listed.get(name);
        if let Some(table) = virtual_table(object).filter(|_| listed.is_some_and(|listed| listed.kind == "virtual")) {
            return table;
        }
        // What follows the name of a view or of a module is not a list of columns.
        let has_text = listed.is_some_and(|listed| listed.kind == "table" || listed.kind == "shadow");
        let indexes = of(&self.indexes, name).iter();
        let indexes: Vec<_> = indexes.map(|index| (index.name.as_str(), index.sql.as_deref())).collect();
        Parts {
            name,
            sql: object.sql.as_deref().filter(|_| has_text),
            listed,
            columns: of(&self.columns, name),
            foreign_keys: of(&self.foreign_keys, name),
            indexes: &indexes,
            index_columns: of(&self.index_columns, name),
        }
        .table()
    }
}

fn of<'a, T>(tables: &'a HashMap<String, Vec<T>>, name: &str) -> &'a [T] {
    tables.get(name).map_or(&[], Vec::as_slice)
}
