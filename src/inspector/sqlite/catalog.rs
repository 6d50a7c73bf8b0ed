//! What SQLite says about its tables: `sqlite_schema` and the pragmas, as rows.
//!
//! Every question is one statement for all tables, or for one table or view by its name. Only the database `main` is
//! read: temporary and attached tables belong to a connection, not to the schema.

use std::collections::HashMap;

use crate::engine::Connection;
use crate::error::Result;
use crate::statement::{FromRow, text};

/// A table, index or view.
pub(super) struct Object {
    pub(super) kind: String,
    pub(super) name: String,
    /// The table of an index, and the object itself otherwise.
    pub(super) table: String,
    /// The statement that created it; indexes of UNIQUE and PRIMARY KEY have none.
    pub(super) sql: Option<String>,
}

/// A row of `pragma_table_list`.
pub(super) struct Listed {
    /// `table`, `view`, `virtual`, or `shadow` for the tables in which a virtual one stores its data.
    pub(super) kind: String,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
}

/// A row of `pragma_table_xinfo`.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) declared_type: String,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    /// The position in the primary key, counted from 1. 0 if the column is not part of it.
    pub(super) key: i64,
    pub(super) hidden: Hidden,
}

/// Why `INSERT INTO t VALUES (…)` has no place for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    No,
    /// An argument of a virtual table.
    Argument,
    Virtual,
    Stored,
}

/// A column of a foreign key: a row of `pragma_foreign_key_list`.
pub(super) struct KeyColumn {
    /// The number of the key, which all of its columns share.
    pub(super) id: i64,
    pub(super) referred_table: String,
    pub(super) column: String,
    pub(super) referred_column: Option<String>,
    pub(super) on_update: String,
    pub(super) on_delete: String,
}

/// A key of an index: rows of `pragma_index_list` and `pragma_index_xinfo`.
pub(super) struct IndexColumn {
    pub(super) index: String,
    pub(super) unique: bool,
    /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
    pub(super) origin: String,
    pub(super) partial: bool,
    /// `None` for the rowid and for an expression.
    pub(super) column: Option<String>,
    pub(super) descending: bool,
    pub(super) collation: Option<String>,
}

const OBJECTS: &str = "\
    SELECT type, name, tbl_name, sql FROM main.sqlite_schema \
    WHERE type IN ('table', 'index', 'view') AND (:table IS NULL OR tbl_name = :table COLLATE NOCASE) \
    ORDER BY rowid";

const LISTED: &str = "\
    SELECT name, type, wr, strict FROM pragma_table_list \
    WHERE schema = 'main' AND (:table IS NULL OR name = :table COLLATE NOCASE)";

/// Without a name, only ordinary tables are read: a view may refer to something that is gone, or the module of a
/// virtual table may be missing, and one error would end the whole list.
const COLUMNS: &str = "\
    SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden \
    FROM main.sqlite_schema AS m JOIN pragma_table_xinfo(m.name, 'main') AS c \
    WHERE m.type IN ('table', 'view') \
    AND (:table IS NULL AND m.rootpage > 0 OR m.name = :table COLLATE NOCASE) \
    ORDER BY m.rowid, c.cid";

/// Names of tables and columns are as they were created, whatever their case in the key. A key without columns means
/// the primary key. The pragma counts keys from the last one.
const FOREIGN_KEYS: &str = "\
    WITH tables AS MATERIALIZED (SELECT name FROM main.sqlite_schema WHERE type = 'table') \
    SELECT m.name, k.id, \
    coalesce((SELECT t.name FROM tables AS t WHERE t.name = k.\"table\" COLLATE NOCASE), k.\"table\"), \
    k.\"from\", \
    CASE WHEN k.\"to\" IS NULL \
    THEN (SELECT c.name FROM pragma_table_xinfo(k.\"table\", 'main') AS c WHERE c.pk = k.seq + 1) \
    ELSE coalesce((SELECT c.name FROM pragma_table_xinfo(k.\"table\", 'main') AS c \
    WHERE c.name = k.\"to\" COLLATE NOCASE), k.\"to\") END, \
    k.on_update, k.on_delete \
    FROM main.sqlite_schema AS m JOIN pragma_foreign_key_list(m.name, 'main') AS k \
    WHERE m.type = 'table' AND m.rootpage > 0 AND (:table IS NULL OR m.name = :table COLLATE NOCASE) \
    ORDER BY m.rowid, k.id DESC, k.seq";

const INDEX_COLUMNS: &str = "\
    SELECT m.name, i.name, i.\"unique\", i.origin, i.partial, c.name, c.\"desc\", c.coll \
    FROM main.sqlite_schema AS m JOIN pragma_index_list(m.name, 'main') AS i \
    JOIN pragma_index_xinfo(i.name, 'main') AS c \
    WHERE m.type = 'table' AND m.rootpage > 0 AND c.\"key\" \
    AND (:table IS NULL OR m.name = :table COLLATE NOCASE) \
    ORDER BY m.rowid, i.seq, c.seqno";

/// Reads tables, indexes and views, in the order in which they were created.
pub(super) fn objects(connection: &mut Connection, table: Option<&str>) -> Result<Vec<Object>> {
    let rows = ask::<(String, String, String, Option<String>)>(connection, OBJECTS, table)?;
    Ok(rows.into_iter().map(|(kind, name, table, sql)| Object { kind, name, table, sql }).collect())
}

/// Reads the kinds of the tables, by name.
pub(super) fn listed(connection: &mut Connection, table: Option<&str>) -> Result<HashMap<String, Listed>> {
    let rows = ask::<(String, String, bool, bool)>(connection, LISTED, table)?;
    let listed = |(name, kind, without_rowid, strict)| (name, Listed { kind, without_rowid, strict });
    Ok(rows.into_iter().map(listed).collect())
}

/// Reads the columns of each table, in order.
pub(super) fn columns(connection: &mut Connection, table: Option<&str>) -> Result<HashMap<String, Vec<Column>>> {
    type Row = (String, String, Option<String>, bool, Option<String>, i64, i64);
    let rows = ask::<Row>(connection, COLUMNS, table)?.into_iter();
    Ok(by_table(rows.map(|(table, name, declared_type, not_null, default, key, hidden)| {
        let hidden = match hidden {
            0 => Hidden::No,
            2 => Hidden::Virtual,
            3 => Hidden::Stored,
            _ => Hidden::Argument,
        };
        let declared_type = declared_type.unwrap_or_default();
        (table, Column { name, declared_type, not_null, default, key, hidden })
    })))
}

/// Reads the columns of the foreign keys of each table: keys in the order of the text, columns in order.
pub(super) fn foreign_keys(
    connection: &mut Connection,
    table: Option<&str>,
) -> Result<HashMap<String, Vec<KeyColumn>>> {
    type Row = (String, i64, String, String, Option<String>, String, String);
    let rows = ask::<Row>(connection, FOREIGN_KEYS, table)?.into_iter();
    Ok(by_table(rows.map(|(table, id, referred_table, column, referred_column, on_update, on_delete)| {
        (table, KeyColumn { id, referred_table, column, referred_column, on_update, on_delete })
    })))
}

/// Reads the keys of the indexes of each table: indexes in any order, the keys of each in theirs.
pub(super) fn index_columns(
    connection: &mut Connection,
    table: Option<&str>,
) -> Result<HashMap<String, Vec<IndexColumn>>> {
    type Row = (String, String, bool, String, bool, Option<String>, bool, Option<String>);
    let rows = ask::<Row>(connection, INDEX_COLUMNS, table)?.into_iter();
    Ok(by_table(rows.map(|(table, index, unique, origin, partial, column, descending, collation)| {
        (table, IndexColumn { index, unique, origin, partial, column, descending, collation })
    })))
}

fn ask<R: FromRow>(connection: &mut Connection, sql: &str, table: Option<&str>) -> Result<Vec<R>> {
    let name = table.map(str::to_owned);
    Ok(connection.execute(text(sql).bind("table", name).typed::<R>())?.all())
}

fn by_table<T>(rows: impl Iterator<Item = (String, T)>) -> HashMap<String, Vec<T>> {
    let mut tables: HashMap<String, Vec<T>> = HashMap::new();
    for (table, row) in rows {
        tables.entry(table).or_default().push(row);
    }
    tables
}
