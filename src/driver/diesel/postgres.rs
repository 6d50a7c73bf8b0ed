//! Diesel's `PgConnection`. Values and cells have the binary forms that the driver over tokio-postgres knows.

use std::fmt::Write as _;
use std::io::Write as _;

use bytes::BytesMut;
use diesel::connection::{CacheSize, Connection as _, DefaultLoadingMode, SimpleConnection as _};
use diesel::pg::{Pg, PgRowByRowLoadingMode, PgTypeMetadata, PgValue};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::HasSqlType;
use diesel::{PgConnection, RunQueryDsl as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_postgres::types::Type;

use super::backing::{Backing, Rows, establish};
use super::fetched::{Cell, Fetched, GivesCells};
use super::query::{Bound, Sent, TakesValues};
use crate::driver::postgres::{binds, cells, spelling};
use crate::driver::{Features, InsertStrategy, TransactionStatus, Url};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::value::{Kind, Value, ValueRef};

/// How many statements a connection keeps prepared, where the URL does not say.
const STATEMENT_CACHE: usize = 256;

/// How many seconds to wait for a server that does not answer, where the URL does not say.
const CONNECT_TIMEOUT: u8 = 10;

/// One database and how to open it.
pub struct Place {
    /// For libpq.
    url: String,
    /// For messages.
    shown: String,
    statement_cache: usize,
}

impl Backing for PgConnection {
    const DIALECT: Dialect = Dialect::PostgreSql;
    const FEATURES: Features =
        Features { error_fails_transaction: true, insert: InsertStrategy::Returning, ..Features::SQLITE };
    const UNKNOWN: ErrorKind = ErrorKind::Database;
    const OUTDATED: Option<&str> = Some("cached plan must not change");

    type Place = Place;

    fn place(url: &Url) -> Result<Place> {
        let mut statement_cache = STATEMENT_CACHE;
        let mut options = String::new();
        for (key, value) in url.query_pairs() {
            if key == "statement_cache_size" {
                statement_cache = value.parse().map_err(|_| {
                    Error::new(ErrorKind::InvalidUrl, format!("`statement_cache_size={value}` is not a number"))
                })?;
                continue;
            }
            add_option(&mut options, key, value);
        }
        if url.query("connect_timeout").is_none() {
            add_option(&mut options, "connect_timeout", &CONNECT_TIMEOUT.to_string());
        }
        if url.hosts().is_empty() && url.query("host").is_none() {
            add_option(&mut options, "host", "localhost");
        }
        let shown = url.hosts().iter().map(|(host, port)| shown_host(host, *port)).collect::<Vec<_>>().join(", ");
        Ok(Place { url: format!("{}?{options}", libpq_url(url)), shown, statement_cache })
    }

    fn statement_cache(place: &Place) -> usize {
        place.statement_cache
    }

    fn open(place: &Place) -> Result<Self> {
        let shown = if place.shown.is_empty() { "the server" } else { &place.shown };
        establish(&place.url, shown)
    }

    fn load<'c>(&'c mut self, sent: Sent<'c>, is_stream: bool) -> QueryResult<Rows<'c>> {
        if is_stream {
            return Ok(Box::new(sent.load_iter::<Fetched, PgRowByRowLoadingMode>(self)?));
        }
        Ok(Box::new(sent.load_iter::<Fetched, DefaultLoadingMode>(self)?))
    }

    fn last_insert_id(&mut self) -> QueryResult<Option<i64>> {
        // Keys come by RETURNING.
        Ok(None)
    }

    fn ask_status(&mut self) -> TransactionStatus {
        // Outside of a transaction, there can be no savepoint, and in a failed one nothing at all.
        match self.batch_execute("SAVEPOINT realgar_probe; RELEASE SAVEPOINT realgar_probe") {
            Ok(()) => TransactionStatus::Open,
            Err(_) if self.batch_execute("SELECT 1").is_ok() => TransactionStatus::Idle,
            Err(_) => TransactionStatus::Failed,
        }
    }

    fn forget_statements(&mut self) -> bool {
        self.set_prepared_statement_cache_size(CacheSize::Disabled);
        self.set_prepared_statement_cache_size(CacheSize::Unbounded);
        true
    }
}

/// The URL without its options, encoded anew.
fn libpq_url(url: &Url) -> String {
    let mut text = "postgresql://".to_owned();
    if let Some(username) = url.username() {
        text += &encoded(username);
        if let Some(password) = url.password() {
            let _ = write!(text, ":{}", encoded(password));
        }
        text.push('@');
    }
    for (at, (host, port)) in url.hosts().iter().enumerate() {
        let host = if host.contains(':') { format!("[{host}]") } else { encoded(host) };
        let _ = write!(text, "{}{host}", if at == 0 { "" } else { "," });
        if let Some(port) = port {
            let _ = write!(text, ":{port}");
        }
    }
    text.push('/');
    if let Some(database) = url.database() {
        text += &encoded(database);
    }
    text
}

fn encoded(part: &str) -> String {
    utf8_percent_encode(part, NON_ALPHANUMERIC).to_string()
}

fn add_option(options: &mut String, key: &str, value: &str) {
    let separator = if options.is_empty() { "" } else { "&" };
    let _ = write!(options, "{separator}{}={}", key, encoded(value));
}

fn shown_host(host: &str, port: Option<u16>) -> String {
    format!("{host}:{}", port.unwrap_or(5432))
}

/// The SQL type of a parameter, by its number. 0 lets the server find one.
pub struct Oid<const N: u32>;

impl<const N: u32> HasSqlType<Oid<N>> for Pg {
    fn metadata(_lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
        PgTypeMetadata::new(N, 0)
    }
}

/// The type that a value declares for its parameter: a definite one wherever the value is written in that type's form.
fn declared(value: &Value) -> Type {
    match value.kind() {
        Kind::Text => Type::TEXT,
        Kind::Json => Type::JSONB,
        Kind::Array(Kind::Text) => Type::TEXT_ARRAY,
        Kind::Array(Kind::Json) => Type::JSONB_ARRAY,
        _ => binds::declared(value),
    }
}

impl<const N: u32> ToSql<Oid<N>, Pg> for Bound<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let value = self.value();
        match value {
            Value::Null(_) => return Ok(IsNull::Yes),
            // An enum's labels are sent as their characters.
            Value::Enum(_, label) => out.write_all(label.as_bytes())?,
            Value::Array(..) if declared(value) == Type::UNKNOWN => {
                return Err(Box::new(Error::unsupported(
                    "Diesel does not tell which type the server has for this array: bind its elements, or take \
                     `postgresql://`",
                )));
            }
            _ => {
                let mut bytes = BytesMut::new();
                binds::encode(value, &declared(value), &mut bytes)?;
                out.write_all(&bytes)?;
            }
        }
        Ok(IsNull::No)
    }
}

impl TakesValues for Pg {
    fn push<'b>(mut pass: AstPass<'_, 'b, Self>, bound: &'b Bound<'_>) -> QueryResult<()> {
        /// One arm for each number that a value may declare: Diesel wants it as a type.
        macro_rules! push {
            ($($oid:literal)*) => {
                match declared(bound.value()).oid() {
                    $($oid => pass.push_bind_param::<Oid<$oid>, _>(bound),)*
                    _ => pass.push_bind_param::<Oid<0>, _>(bound),
                }
            };
        }
        // bool, bytea, int8, int2, int4, text, float4, float8, date, time, timestamp, timestamptz, numeric, uuid, jsonb, and
        // arrays of them.
        push!(
            16 17 20 21 23 25 700 701 1082 1083 1114 1184 1700 2950 3802
            1000 1001 1016 1005 1007 1009 1021 1022 1182 1183 1115 1185 1231 2951 3807
        )
    }
}

impl GivesCells for Pg {
    fn read(raw: PgValue<'_>, bytes: &mut Vec<u8>) -> Cell {
        let Some(ty) = Type::from_oid(raw.get_oid().get()) else { return of_schema(raw.as_bytes(), bytes) };
        let raw = raw.as_bytes();
        if !cells::is_spelled(&ty) {
            return Cell::read(cells::read(&ty, raw), bytes);
        }
        match cells::elements(&ty, raw) {
            Ok(Some((kind, elements))) => Cell::Value(Value::Array(kind, elements)),
            Ok(None) => match spelling::spell(&ty, raw) {
                Ok(text) => Cell::text(bytes, text.as_bytes()),
                Err(error) => Cell::read(Err(error), bytes),
            },
            Err(error) => Cell::read(Err::<ValueRef<'_>, _>(error), bytes),
        }
    }
}

/// A cell of a type that the schema defines. Enums and citext are sent as their characters; what begins with a control
/// character or has a NUL in it is the binary form of something else.
fn of_schema(raw: &[u8], bytes: &mut Vec<u8>) -> Cell {
    let is_binary =
        raw.first().is_some_and(|byte| *byte < b' ') || raw.contains(&0) || std::str::from_utf8(raw).is_err();
    if is_binary {
        return Cell::wrong("the cell has a type of the schema's own that is not text: read it by CAST(… AS TEXT)");
    }
    Cell::text(bytes, raw)
}
