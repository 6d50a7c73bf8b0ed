//! Diesel's `MysqlConnection`, to MySQL and MariaDB.

use std::fmt::Write as _;

use diesel::connection::{CacheSize, Connection as _, DefaultLoadingMode, SimpleConnection as _};
use diesel::mysql::{Mysql, MysqlType, MysqlValue};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, Double, Float, Numeric, Text, Unsigned};
use diesel::{MysqlConnection, RunQueryDsl as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::backing::{Backing, Rows, convert, establish};
use super::fetched::{Cell, Fetched, GivesCells};
use super::query::{Bound, Sent, TakesValues};
use crate::driver::{Begin, Control, Features, InsertStrategy, TransactionStatus, Url};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::prepared::without_value;
use crate::sql::value::Value;

/// How many statements a connection keeps prepared, where the URL does not say.
const STATEMENT_CACHE: usize = 256;

/// The options that the client library knows.
const NATIVE: [&str; 5] = ["ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "unix_socket"];

/// What every session is set to: neither are values cut nor have quotes another meaning. What stands in the comments is for
/// one of the two servers, and each passes over the other's.
const SET_UP: &str = "\
SET NAMES utf8mb4, time_zone = '+00:00', autocommit = 1, group_concat_max_len = 4294967295, \
sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION' \
/*M!100600 , max_recursive_iterations = 4294967295 */ /*!80000 , cte_max_recursion_depth = 4294967295 */";

/// One database and how to open it.
pub struct Place {
    /// For the client library, without the database: it takes its name as it is in the URL, with percent signs.
    url: String,
    database: Option<String>,
    /// For messages.
    shown: String,
    statement_cache: usize,
}

impl Backing for MysqlConnection {
    const DIALECT: Dialect = Dialect::MySql;
    const FEATURES: Features = Features {
        returning: false,
        insert_returning: false,
        delete_returning: false,
        insert: InsertStrategy::LastIds,
        commits_by_itself: true,
        ..Features::SQLITE
    };
    const UNKNOWN: ErrorKind = ErrorKind::Database;
    // The connection is lost with it.
    const OUTDATED: Option<&str> = None;

    type Place = Place;

    fn place(url: &Url) -> Result<Place> {
        let mut statement_cache = STATEMENT_CACHE;
        let mut options = String::new();
        for (key, value) in url.query_pairs() {
            let known = key.replace('-', "_");
            if known == "statement_cache_size" {
                statement_cache = value.parse().map_err(|_| invalid(format!("`{key}={value}` is not a number")))?;
            } else if NATIVE.contains(&known.as_str()) {
                let separator = if options.is_empty() { '?' } else { '&' };
                let _ = write!(options, "{separator}{known}={}", encoded(value));
            } else {
                return Err(invalid(format!(
                    "`{key}` is not an option of MySQL through Diesel: there are {} and statement_cache_size",
                    NATIVE.join(", ")
                )));
            }
        }
        if url.hosts().len() > 1 {
            return Err(invalid("Diesel's MysqlConnection takes one host: take `mysql://` for several".to_owned()));
        }
        let host = url.host().unwrap_or("localhost");
        let port = url.port().unwrap_or(3306);
        let mut login = encoded(url.username().unwrap_or_default());
        if let Some(password) = url.password() {
            let _ = write!(login, ":{}", encoded(password));
        }
        let written_host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        Ok(Place {
            url: format!("mysql://{login}@{written_host}:{port}{options}"),
            database: url.database().map(str::to_owned),
            shown: format!("{host}:{port}"),
            statement_cache,
        })
    }

    fn statement_cache(place: &Place) -> usize {
        place.statement_cache
    }

    fn open(place: &Place) -> Result<Self> {
        let mut conn: Self = establish(&place.url, &place.shown)?;
        let mut set_up = SET_UP.to_owned();
        if let Some(database) = &place.database {
            set_up += "; USE ";
            Dialect::MySql.write_identifier(&mut set_up, database);
        }
        conn.batch_execute(&set_up).map_err(|error| {
            let error = convert::<Self>(error);
            Error::new(ErrorKind::Connection, format!("cannot connect to {}: {}", place.shown, error.message()))
                .with_source(error)
        })?;
        Ok(conn)
    }

    fn load<'c>(&'c mut self, sent: Sent<'c>, _is_stream: bool) -> QueryResult<Rows<'c>> {
        Ok(Box::new(sent.load_iter::<Fetched, DefaultLoadingMode>(self)?))
    }

    fn last_insert_id(&mut self) -> QueryResult<Option<i64>> {
        // The number stays until another key is counted up. It is set back, so that an INSERT that counts none up is not
        // told the key of one before.
        let ids = diesel::select((
            diesel::dsl::sql::<BigInt>("CAST(LAST_INSERT_ID() AS SIGNED)"),
            diesel::dsl::sql::<BigInt>("CAST(LAST_INSERT_ID(0) AS SIGNED)"),
        ));
        let (id, _) = ids.get_result::<(i64, i64)>(self)?;
        Ok(Some(id).filter(|id| *id != 0))
    }

    fn key_step(&mut self) -> QueryResult<u32> {
        let step = diesel::select(diesel::dsl::sql::<BigInt>("CAST(@@auto_increment_increment AS SIGNED)"));
        Ok(u32::try_from(step.get_result::<i64>(self)?).unwrap_or(1))
    }

    fn ask_status(&mut self) -> TransactionStatus {
        // Outside of a transaction, a savepoint is gone as soon as it is set.
        match self.batch_execute("SAVEPOINT realgar_probe; RELEASE SAVEPOINT realgar_probe") {
            Ok(()) => TransactionStatus::Open,
            Err(_) => TransactionStatus::Idle,
        }
    }

    fn forget_statements(&mut self) -> bool {
        self.set_prepared_statement_cache_size(CacheSize::Disabled);
        self.set_prepared_statement_cache_size(CacheSize::Unbounded);
        true
    }

    fn control_sql(control: Control) -> std::borrow::Cow<'static, str> {
        let Control::Begin(Begin { isolation, access, .. }) = control else { return control.sql() };
        let access = access.map_or_else(String::new, |access| format!(" {}", access.sql()));
        match isolation {
            None if access.is_empty() => "BEGIN".into(),
            None => format!("START TRANSACTION{access}").into(),
            Some(level) => format!("SET TRANSACTION ISOLATION LEVEL {}; START TRANSACTION{access}", level.sql()).into(),
        }
    }
}

fn encoded(part: &str) -> String {
    utf8_percent_encode(part, NON_ALPHANUMERIC).to_string()
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}

impl TakesValues for Mysql {
    fn push<'b>(mut pass: AstPass<'_, 'b, Self>, bound: &'b Bound<'_>) -> QueryResult<()> {
        match bound.value() {
            Value::Boolean(_) | Value::SmallInt(_) | Value::Integer(_) | Value::BigInt(_) => {
                pass.push_bind_param::<BigInt, _>(bound)
            }
            Value::Unsigned(_) => pass.push_bind_param::<Unsigned<BigInt>, _>(bound),
            Value::Real(_) => pass.push_bind_param::<Float, _>(bound),
            Value::Double(_) => pass.push_bind_param::<Double, _>(bound),
            Value::Blob(_) => pass.push_bind_param::<Binary, _>(bound),
            #[cfg(feature = "decimal")]
            Value::Numeric(_) => pass.push_bind_param::<Numeric, _>(bound),
            _ => pass.push_bind_param::<Text, _>(bound),
        }
    }
}

/// One form for each type: Diesel hands the bytes to the client library.
fn write(value: &Value, out: &mut dyn std::io::Write) -> serialize::Result {
    match value {
        Value::Null(_) => return Ok(IsNull::Yes),
        Value::Boolean(value) => out.write_all(&i64::from(*value).to_ne_bytes())?,
        Value::SmallInt(value) => out.write_all(&i64::from(*value).to_ne_bytes())?,
        Value::Integer(value) => out.write_all(&i64::from(*value).to_ne_bytes())?,
        Value::BigInt(value) => out.write_all(&value.to_ne_bytes())?,
        Value::Unsigned(value) => out.write_all(&value.to_ne_bytes())?,
        Value::Real(value) if value.is_finite() => out.write_all(&value.to_ne_bytes())?,
        Value::Double(value) if value.is_finite() => out.write_all(&value.to_ne_bytes())?,
        Value::Real(_) | Value::Double(_) => {
            return Err(out_of_range(
                "MySQL keeps neither NaN nor infinities: bind NULL, or keep the value in a text column".to_owned(),
            ));
        }
        Value::Text(text) => out.write_all(text.as_bytes())?,
        Value::Enum(_, label) => out.write_all(label.as_bytes())?,
        Value::Blob(bytes) => out.write_all(bytes)?,
        Value::Parameter(parameter) => return Err(Box::new(without_value(parameter))),
        Value::Array(..) => {
            return Err(Box::new(Error::unsupported(
                "MySQL has no arrays: keep the elements as JSON, or in a table of their own",
            )));
        }
        #[cfg(feature = "decimal")]
        Value::Numeric(value) => write!(out, "{value}")?,
        #[cfg(feature = "chrono")]
        Value::Date(value) => write!(out, "{}", time::date(*value)?)?,
        #[cfg(feature = "chrono")]
        Value::Time(value) => write!(out, "{}", time::time(*value)?)?,
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => write!(out, "{}", time::timestamp(*value)?)?,
        // The session keeps time in UTC.
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => write!(out, "{}", time::timestamp(value.naive_utc())?)?,
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => write!(out, "{value}")?,
        #[cfg(feature = "json")]
        Value::Json(value) => write!(out, "{value}")?,
    }
    Ok(IsNull::No)
}

#[cold]
fn out_of_range(message: String) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(Error::new(ErrorKind::OutOfRange, message))
}

/// The same form for each of Diesel's types.
macro_rules! to_sql {
    ($($sql_type:ty),*) => {
        $(impl ToSql<$sql_type, Mysql> for Bound<'_> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
                write(self.value(), out)
            }
        })*
    };
}
to_sql!(BigInt, Unsigned<BigInt>, Float, Double, Binary, Numeric, Text);

impl GivesCells for Mysql {
    fn read(raw: MysqlValue<'_>, bytes: &mut Vec<u8>) -> Cell {
        let ty = raw.value_type();
        match ty {
            MysqlType::Date | MysqlType::DateTime | MysqlType::Timestamp | MysqlType::Time => return moment(raw),
            _ => {}
        }
        let raw = raw.as_bytes();
        let read = match ty {
            MysqlType::Tiny => number(raw, i8::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::UnsignedTiny => number(raw, u8::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::Short => number(raw, i16::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::UnsignedShort => number(raw, u16::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::Long => number(raw, i32::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::UnsignedLong => number(raw, u32::from_ne_bytes).map(|value| Value::BigInt(value.into())),
            MysqlType::LongLong => number(raw, i64::from_ne_bytes).map(Value::BigInt),
            MysqlType::UnsignedLongLong => number(raw, u64::from_ne_bytes).map(unsigned),
            MysqlType::Float => number(raw, f32::from_ne_bytes).map(|value| Value::Double(value.into())),
            MysqlType::Double => number(raw, f64::from_ne_bytes).map(Value::Double),
            MysqlType::Bit if raw.len() <= 8 => {
                Some(unsigned(raw.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
            }
            MysqlType::Numeric => return decimal(raw, bytes),
            MysqlType::Blob => return Cell::blob(bytes, raw),
            _ => return Cell::text(bytes, raw),
        };
        read.map_or_else(|| Cell::wrong("the number has fewer bytes than its type"), Cell::Value)
    }
}

/// The first bytes, which are as many as the type has.
fn number<const N: usize, T>(raw: &[u8], read: fn([u8; N]) -> T) -> Option<T> {
    raw.first_chunk().map(|bytes| read(*bytes))
}

fn unsigned(value: u64) -> Value {
    i64::try_from(value).map_or(Value::Unsigned(value), Value::BigInt)
}

/// All digits, or an error.
#[cfg(feature = "decimal")]
fn decimal(raw: &[u8], _bytes: &mut Vec<u8>) -> Cell {
    let text = std::str::from_utf8(raw).unwrap_or_default();
    // Zeros at the end are kept where there is room for them.
    let cut = match text.split_once('.') {
        Some(_) if text.len() > 29 => text.trim_end_matches('0').trim_end_matches('.'),
        _ => text,
    };
    match rust_decimal::Decimal::from_str_exact(cut) {
        Ok(value) => Cell::Value(Value::Numeric(value)),
        Err(_) => Cell::wrong(&format!(
            "`{text}` is more than a `Decimal` holds, which has 28 digits: read it as text, by CAST(… AS CHAR)"
        )),
    }
}

#[cfg(not(feature = "decimal"))]
fn decimal(raw: &[u8], bytes: &mut Vec<u8>) -> Cell {
    Cell::text(bytes, raw)
}

#[cfg(not(feature = "chrono"))]
fn moment(_raw: MysqlValue<'_>) -> Cell {
    Cell::wrong("dates and times need the cargo feature `chrono`; or read them as text, by CAST(… AS CHAR)")
}

#[cfg(feature = "chrono")]
fn moment(raw: MysqlValue<'_>) -> Cell {
    time::read(raw).unwrap_or_else(|error| Cell::wrong(&error))
}

/// Dates and times: years 0 to 9999, in whole microseconds.
#[cfg(feature = "chrono")]
mod time {
    use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
    use diesel::deserialize::FromSql;
    use diesel::mysql::data_types::MysqlTime;
    use diesel::mysql::{Mysql, MysqlType, MysqlValue};
    use diesel::sql_types::Timestamp;

    use super::{Cell, Value, out_of_range};

    type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

    pub(super) fn date(date: NaiveDate) -> Result<String> {
        if !(0..=9999).contains(&date.year()) {
            return Err(out_of_range(format!("`{date}` is no DATE of MySQL")));
        }
        Ok(date.format("%Y-%m-%d").to_string())
    }

    pub(super) fn time(time: NaiveTime) -> Result<String> {
        let nanoseconds = u64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + u64::from(time.nanosecond());
        let microseconds = (nanoseconds + 500) / 1_000;
        // A leap second in the evening.
        if microseconds > 86_400_000_000 {
            return Err(out_of_range(format!("`{time}` is later than the end of a day")));
        }
        let seconds = microseconds / 1_000_000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        Ok(format!("{hour:02}:{minute:02}:{second:02}.{:06}", microseconds % 1_000_000))
    }

    /// Half a microsecond is rounded up.
    pub(super) fn timestamp(timestamp: NaiveDateTime) -> Result<String> {
        let beyond = || out_of_range(format!("`{timestamp}` is no DATETIME of MySQL"));
        // A leap second is the first one of the next minute.
        let whole = timestamp.with_nanosecond(0).ok_or_else(beyond)?;
        let microseconds = (i64::from(timestamp.nanosecond()) + 500) / 1_000;
        let rounded = whole.checked_add_signed(TimeDelta::microseconds(microseconds)).ok_or_else(beyond)?;
        if !(0..=9999).contains(&rounded.year()) {
            return Err(beyond());
        }
        Ok(rounded.format("%Y-%m-%d %H:%M:%S%.6f").to_string())
    }

    pub(super) fn read(raw: MysqlValue<'_>) -> std::result::Result<Cell, String> {
        let ty = raw.value_type();
        let time: MysqlTime =
            FromSql::<Timestamp, Mysql>::from_sql(raw).map_err(|error| beyond("time", &error.to_string()))?;
        let day = || NaiveDate::from_ymd_opt(time.year.try_into().ok()?, time.month, time.day);
        let micro = u32::try_from(time.second_part).unwrap_or(u32::MAX);
        let of_day = || NaiveTime::from_hms_micro_opt(time.hour, time.minute, time.second, micro);
        let written = || {
            let MysqlTime { year, month, day, hour, minute, second, .. } = time;
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        };
        let value = match ty {
            MysqlType::Time => of_day().filter(|_| time.day == 0).map(Value::Time),
            MysqlType::Date => day().map(Value::Date),
            _ => day().zip(of_day()).map(|(day, time)| Value::Timestamp(day.and_time(time))),
        };
        value.map(Cell::Value).ok_or_else(|| beyond("time", &written()))
    }

    #[cold]
    fn beyond(what: &str, text: &str) -> String {
        format!("the {what} `{text}` has no value in Rust: read it as text, by CAST(… AS CHAR)")
    }
}
