//! How a database file is opened: what the URL says, and what every connection gets.

use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::driver::Url;
use crate::driver::sqlite::errors;
use crate::error::{Error, ErrorKind, Result};

/// How many prepared statements a connection keeps.
const STATEMENT_CACHE: usize = 128;

/// What must not stand as it is in the path of a `file:` URI.
const PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');

/// Options that SQLite itself reads from a `file:` URI.
const NATIVE: [&str; 6] = ["mode", "cache", "immutable", "vfs", "nolock", "psow"];

/// Options that are pragmas here. The rest of the known names is `busy_timeout`, `timeout` and `uri`.
const PRAGMAS: [&str; 4] = ["journal_mode", "synchronous", "foreign_keys", "cache_size"];

/// One database and how to open it.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// A path, or a `file:` URI.
    target: String,
    is_uri: bool,
    place: Place,
    busy_timeout: Duration,
    pragmas: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Place {
    Memory,
    File(PathBuf),
    /// What a URI of the user's own says.
    Elsewhere,
}

impl Options {
    /// Reads a URL. `number` gives each in-memory database its own.
    pub(super) fn parse(url: &Url, number: impl FnOnce() -> u64) -> Result<Self> {
        if url.host().is_some() {
            return Err(invalid(format!(
                "`{url}` names a host: a relative file is `sqlite:///file.db`, an absolute one `sqlite:////dir/file.db`"
            )));
        }
        let mut options = Self {
            target: String::new(),
            is_uri: true,
            place: Place::Memory,
            busy_timeout: Duration::from_secs(5),
            pragmas: Vec::new(),
        };
        let native = options.take_query(url)?;
        let database = url.database().unwrap_or_default();
        if database.is_empty() || (database == ":memory:" && native.is_empty()) {
            // memdb shares a database among connections if its name begins with a slash.
            options.target = format!("file:/realgar-{}?vfs=memdb", number());
        } else if database.starts_with("file:") && url.query("uri").is_some() {
            let separator = if database.contains('?') { '&' } else { '?' };
            options.target = join(database, separator, &native);
            options.place = Place::Elsewhere;
        } else {
            options.place = Place::File(PathBuf::from(database));
            options.is_uri = !native.is_empty();
            options.target = if options.is_uri {
                join(&format!("file:{}", utf8_percent_encode(database, PATH)), '?', &native)
            } else if database.starts_with("file:") {
                // Bundled SQLite takes every `file:` for a URI.
                format!("./{database}")
            } else {
                database.to_owned()
            };
        }
        Ok(options)
    }

    /// Keeps what is ours and returns what SQLite reads itself, as `key=value`.
    fn take_query(&mut self, url: &Url) -> Result<Vec<String>> {
        let mut native = Vec::new();
        for (key, value) in url.query_pairs() {
            let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
            let is_word = !value.is_empty() && value.bytes().all(is_letter);
            if !is_word {
                return Err(invalid(format!("the option `{key}={value}` of a SQLite URL must be a word or a number")));
            }
            if NATIVE.contains(&key) {
                native.push(format!("{key}={value}"));
            } else if let Some(pragma) = PRAGMAS.into_iter().find(|known| *known == key) {
                self.pragmas.push((pragma, value.to_owned()));
            } else if key == "busy_timeout" || key == "timeout" {
                self.busy_timeout = timeout(key, value)?;
            } else if key != "uri" {
                return Err(invalid(format!(
                    "`{key}` is no option of a SQLite URL: there are {}, {}, busy_timeout, timeout and uri",
                    NATIVE.join(", "),
                    PRAGMAS.join(", ")
                )));
            }
        }
        Ok(native)
    }

    /// Whether the database lives in memory, for as long as a connection to it is open.
    pub(in crate::driver) fn is_memory(&self) -> bool {
        self.place == Place::Memory
    }

    /// Opens a connection and sets it up.
    pub(in crate::driver) fn open(&self) -> Result<Connection> {
        self.connect().map_err(|error| self.explain(errors::convert(error, Some(self))))
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let mut flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_URI, self.is_uri);
        let connection = Connection::open_with_flags(&self.target, flags)?;
        connection.busy_timeout(self.busy_timeout)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        for (pragma, value) in &self.pragmas {
            run_pragma(&connection, pragma, value)?;
        }
        if matches!(self.place, Place::File(_)) {
            self.use_wal(&connection)?;
        }
        Ok(connection)
    }

    /// What to open: a path, or a URI. For a library that takes all that begins with `file:` for URIs.
    #[cfg(feature = "diesel-sqlite")]
    pub(in crate::driver) fn target(&self) -> &str {
        &self.target
    }

    /// What every connection gets, in SQL.
    #[cfg(feature = "diesel-sqlite")]
    pub(in crate::driver) fn pragmas(&self) -> impl Iterator<Item = String> {
        let ours =
            [format!("PRAGMA busy_timeout = {}", self.busy_timeout.as_millis()), "PRAGMA foreign_keys = 1".to_owned()];
        ours.into_iter().chain(self.pragmas.iter().map(|(pragma, value)| format!("PRAGMA {pragma} = {value}")))
    }

    /// WAL for files, in SQL, as far as the URL does not say otherwise.
    #[cfg(feature = "diesel-sqlite")]
    pub(in crate::driver) fn wal(&self) -> Option<&'static str> {
        let is_set = |pragma| self.pragmas.iter().any(|(known, _)| *known == pragma);
        match (is_set("journal_mode"), is_set("synchronous")) {
            _ if !matches!(self.place, Place::File(_)) => None,
            (false, false) => Some("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"),
            (false, true) => Some("PRAGMA journal_mode = WAL"),
            (true, false) => Some("PRAGMA synchronous = NORMAL"),
            (true, true) => Some("PRAGMA schema_version"),
        }
    }

    /// WAL for files that can be written. This is also where SQLite first looks into the file.
    fn use_wal(&self, connection: &Connection) -> rusqlite::Result<()> {
        let is_set = |pragma| self.pragmas.iter().any(|(known, _)| *known == pragma);
        if connection.is_readonly("main")? {
            return run_pragma(connection, "schema_version", "");
        }
        if !is_set("journal_mode") {
            // Switching needs the file for oneself. Who does not get it goes on in the mode the file is in.
            match run_pragma(connection, "journal_mode", "WAL") {
                Err(error) if errors::is_lock(&error) => {}
                result => result?,
            }
        }
        if !is_set("synchronous") {
            run_pragma(connection, "synchronous", "NORMAL")?;
        }
        Ok(())
    }

    /// Names the file, and what is wrong with its place if that can be seen.
    pub(in crate::driver) fn explain(&self, error: Error) -> Error {
        let Place::File(path) = &self.place else { return error };
        if *error.kind() != ErrorKind::Connection {
            return error.context(format_args!("`{}`", path.display()));
        }
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let reason = if !directory.exists() {
            format!("its directory `{}` does not exist", directory.display())
        } else if path.is_dir() {
            "it is a directory".to_owned()
        } else {
            error.message().to_owned()
        };
        let code = error.code().unwrap_or_default().to_owned();
        Error::new(ErrorKind::Connection, format!("cannot open the database file `{}`: {reason}", path.display()))
            .with_code(code)
            .with_source(error)
    }

    /// What to say to somebody who has read and now wants to write, while another connection writes.
    pub(super) fn reader_advice(&self) -> String {
        let place = if self.place == Place::Memory { "the in-memory database" } else { "the database" };
        format!(
            "another connection writes to {place}, and a transaction that has begun to read may not wait for it: run the \
             whole transaction again, with `Engine::retry`, or begin it with `Connection::begin` (in a session, \
             `SessionMaker::begin_writing`)"
        )
    }

    /// How long to wait for a lock.
    pub(super) const fn busy_timeout(&self) -> Duration {
        self.busy_timeout
    }

    /// What to say to somebody who waited in vain for a connection of the same engine to write.
    pub(super) fn turn_advice(&self) -> String {
        format!(
            "database is locked: {}; if the same thread or unit of work has that connection, use that one",
            self.busy_advice()
        )
    }

    /// What to say to somebody who waited for a lock in vain.
    pub(super) fn busy_advice(&self) -> String {
        let waited = self.busy_timeout.as_millis();
        match self.place {
            Place::Memory => format!(
                "another connection of this engine has a transaction open on the in-memory database (waited {waited} ms): \
                 commit, roll back or drop it first"
            ),
            _ => format!(
                "another connection holds the lock (waited {waited} ms): run the whole transaction again, \
                 with `Engine::retry` or a longer `?busy_timeout=` in the URL"
            ),
        }
    }
}

/// How long to wait for a lock: `timeout` counts seconds or parts of them, as in SQLAlchemy's URLs, and `busy_timeout`
/// milliseconds. SQLite waits for whole milliseconds, at most `i32::MAX` of them.
fn timeout(key: &str, value: &str) -> Result<Duration> {
    let milliseconds = if key == "timeout" {
        let seconds = value.parse::<f64>().ok().filter(|_| value.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        seconds.map(|seconds| (seconds * 1000.0).ceil())
    } else {
        value.parse::<u32>().ok().map(f64::from)
    };
    let unit = if key == "timeout" { "seconds, such as `0.3`" } else { "milliseconds" };
    match milliseconds.filter(|milliseconds| (0.0..=f64::from(i32::MAX)).contains(milliseconds)) {
        Some(milliseconds) => Ok(Duration::from_millis(milliseconds as u64)),
        None => Err(invalid(format!("`{key}={value}` is not a number of {unit} that SQLite can wait for"))),
    }
}

/// Pragmas answer with a row or without one. An empty value asks instead of setting.
fn run_pragma(connection: &Connection, pragma: &str, value: &str) -> rusqlite::Result<()> {
    let sql = if value.is_empty() { format!("PRAGMA {pragma}") } else { format!("PRAGMA {pragma} = {value}") };
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

fn join(base: &str, separator: char, options: &[String]) -> String {
    if options.is_empty() { base.to_owned() } else { format!("{base}{separator}{}", options.join("&")) }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}
