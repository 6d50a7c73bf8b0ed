//! Diesel's `SqliteConnection`.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{DefaultLoadingMode, SimpleConnection as _};
use diesel::query_builder::AstPass;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, Double, Text};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};
use diesel::{RunQueryDsl as _, SqliteConnection};
use rusqlite::types::{ToSqlOutput, Value as Made, ValueRef as Stored};

use super::backing::{Backing, Rows, convert, establish};
use super::fetched::{Cell, Fetched, GivesCells};
use super::query::{Bound, Sent, TakesValues};
use crate::driver::sqlite::{self, Opening};
use crate::driver::{Begin, Control, Features, InsertStrategy, TransactionStatus, Url};
use crate::error::{ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::value::Value;

/// How many statements a connection keeps prepared.
const STATEMENT_CACHE: usize = 256;

/// One database and how to open it.
pub struct Place {
    options: Opening,
    /// A connection that does nothing but keep an in-memory database alive.
    anchor: Mutex<Option<rusqlite::Connection>>,
}

impl Backing for SqliteConnection {
    const DIALECT: Dialect = Dialect::Sqlite;
    const FEATURES: Features = Features { insert: InsertStrategy::Returning, ..Features::SQLITE };
    const UNKNOWN: ErrorKind = ErrorKind::Sql;
    const OUTDATED: Option<&str> = None;

    type Place = Place;

    fn place(url: &Url) -> Result<Place> {
        Ok(Place { options: sqlite::options(url)?, anchor: Mutex::new(None) })
    }

    fn statement_cache(_place: &Place) -> usize {
        STATEMENT_CACHE
    }

    fn open(place: &Place) -> Result<Self> {
        if place.options.is_memory() {
            // The value is set in one step, so it is whole even if another thread panicked.
            let mut anchor = place.anchor.lock().unwrap_or_else(PoisonError::into_inner);
            if anchor.is_none() {
                *anchor = Some(place.options.open()?);
            }
        }
        let explain = |error| place.options.explain(error);
        let mut conn: Self = establish(place.options.target(), "the database").map_err(explain)?;
        for pragma in place.options.pragmas() {
            conn.batch_execute(&pragma).map_err(|error| explain(convert::<Self>(error)))?;
        }
        if let Some(wal) = place.options.wal() {
            match conn.batch_execute(wal).map_err(convert::<Self>) {
                // Who does not get the file for itself goes on in the mode the file is in.
                Err(error) if matches!(error.kind(), ErrorKind::Busy | ErrorKind::ReadOnly) => {}
                other => other.map_err(explain)?,
            }
            // This is where SQLite looks into the file in any case.
            conn.batch_execute("PRAGMA schema_version").map_err(|error| explain(convert::<Self>(error)))?;
        }
        Ok(conn)
    }

    fn load<'c>(&'c mut self, sent: Sent<'c>, _is_stream: bool) -> QueryResult<Rows<'c>> {
        Ok(Box::new(sent.load_iter::<Fetched, DefaultLoadingMode>(self)?))
    }

    fn last_insert_id(&mut self) -> QueryResult<Option<i64>> {
        let id = diesel::select(diesel::dsl::sql::<BigInt>("last_insert_rowid()"));
        id.get_result::<i64>(self).map(Some)
    }

    fn ask_status(&mut self) -> TransactionStatus {
        // Inside a transaction, a second one cannot begin.
        match self.batch_execute("BEGIN") {
            Err(_) => TransactionStatus::Open,
            Ok(()) => {
                // It has just begun, so it can be rolled back.
                let _ = self.batch_execute("ROLLBACK");
                TransactionStatus::Idle
            }
        }
    }

    fn control_sql(control: Control) -> Cow<'static, str> {
        sqlite::control_sql(control)
    }

    fn needs_set_read_only(_begin: Begin) -> bool {
        true
    }

    fn set_read_only(&mut self, read_only: bool) -> QueryResult<()> {
        self.batch_execute(if read_only { "PRAGMA query_only = 1" } else { "PRAGMA query_only = 0" })
    }

    fn only_tells(text: &str) -> Option<bool> {
        // A pragma that is set writes, or has to be set in any case.
        Some(!text.contains('='))
    }
}

impl TakesValues for Sqlite {
    fn push<'b>(mut pass: AstPass<'_, 'b, Self>, bound: &'b Bound<'_>) -> QueryResult<()> {
        match bound.value() {
            Value::Text(_) | Value::Enum(..) | Value::Null(_) => pass.push_bind_param::<Text, _>(bound),
            Value::Blob(_) => pass.push_bind_param::<Binary, _>(bound),
            value => match sqlite::output(value).map_err(|error| DieselError::SerializationError(Box::new(error)))? {
                ToSqlOutput::Borrowed(Stored::Integer(_)) | ToSqlOutput::Owned(Made::Integer(_)) => {
                    pass.push_bind_param::<BigInt, _>(bound)
                }
                ToSqlOutput::Borrowed(Stored::Real(_)) | ToSqlOutput::Owned(Made::Real(_)) => {
                    pass.push_bind_param::<Double, _>(bound)
                }
                _ => pass.push_bind_param::<Text, _>(bound),
            },
        }
    }
}

fn write<'b>(bound: &'b Bound<'_>, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
    match sqlite::output(bound.value())? {
        ToSqlOutput::Borrowed(Stored::Integer(value)) | ToSqlOutput::Owned(Made::Integer(value)) => {
            out.set_value(value)
        }
        ToSqlOutput::Borrowed(Stored::Real(value)) | ToSqlOutput::Owned(Made::Real(value)) => out.set_value(value),
        ToSqlOutput::Borrowed(Stored::Text(text)) => out.set_value(std::str::from_utf8(text)?),
        ToSqlOutput::Owned(Made::Text(text)) => out.set_value(text),
        ToSqlOutput::Borrowed(Stored::Blob(bytes)) => out.set_value(bytes),
        ToSqlOutput::Owned(Made::Blob(bytes)) => out.set_value(bytes),
        _ => return Ok(IsNull::Yes),
    }
    Ok(IsNull::No)
}

impl ToSql<BigInt, Sqlite> for Bound<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write(self, out)
    }
}

impl ToSql<Double, Sqlite> for Bound<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write(self, out)
    }
}

impl ToSql<Text, Sqlite> for Bound<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write(self, out)
    }
}

impl ToSql<Binary, Sqlite> for Bound<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write(self, out)
    }
}

impl GivesCells for Sqlite {
    fn read(mut raw: SqliteValue<'_, '_, '_>, bytes: &mut Vec<u8>) -> Cell {
        match raw.value_type() {
            None => Cell::Null,
            Some(SqliteType::Long | SqliteType::Integer | SqliteType::SmallInt) => {
                Cell::Value(Value::BigInt(raw.read_long()))
            }
            Some(SqliteType::Double | SqliteType::Float) => Cell::Value(Value::Double(raw.read_double())),
            Some(SqliteType::Text) => text(raw, bytes),
            _ => Cell::blob(bytes, raw.read_blob()),
        }
    }
}

/// Diesel puts a mark where the stored bytes are not UTF-8. Whether the mark was stored, the bytes tell; in a database that
/// keeps UTF-16, those are other ones in any case.
fn text(mut raw: SqliteValue<'_, '_, '_>, bytes: &mut Vec<u8>) -> Cell {
    let text = raw.read_text();
    if !text.contains(char::REPLACEMENT_CHARACTER) {
        return Cell::text(bytes, text.as_bytes());
    }
    let text = text.to_owned();
    let stored = raw.read_blob();
    let utf16 =
        |of: fn([u8; 2]) -> u16| -> Vec<u16> { stored.chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect() };
    let is_utf16 = [utf16(u16::from_le_bytes), utf16(u16::from_be_bytes)]
        .iter()
        .any(|units| String::from_utf16_lossy(units) == text);
    if std::str::from_utf8(stored).is_ok_and(|stored| stored == text) || is_utf16 {
        return Cell::text(bytes, text.as_bytes());
    }
    Cell::text(bytes, stored)
}
