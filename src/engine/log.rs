//! What is said about every statement: to `tracing`, to stderr where nobody listens, and to listeners.

mod watched;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::driver::Control;
use crate::error::Error;
use crate::sql::value::Value;
pub(crate) use watched::Seen;

/// Called for every statement.
pub(crate) type Listener = Arc<dyn Fn(&StatementEvent<'_>) + Send + Sync>;

/// One statement that was run, in the order in which they were.
///
/// Its `Display` form is what `echo` shows.
#[derive(Debug)]
pub struct StatementEvent<'a> {
    pub(crate) kind: EventKind,
    pub(crate) sql: &'a str,
    pub(crate) lists: &'a [&'a [&'a Value]],
    pub(crate) is_hidden: bool,
    pub(crate) rows: Option<u64>,
    pub(crate) duration: Duration,
    pub(crate) was_prepared: Option<bool>,
    pub(crate) error: Option<&'a Error>,
}

/// What a statement was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// BEGIN.
    Begin,
    /// COMMIT.
    Commit,
    /// ROLLBACK.
    Rollback,
    /// SAVEPOINT, RELEASE SAVEPOINT, ROLLBACK TO SAVEPOINT.
    Savepoint,
    /// Any other statement.
    Statement,
}

impl EventKind {
    /// That of a step of a transaction.
    pub(crate) const fn of(control: Control) -> Self {
        match control {
            Control::Begin(_) => Self::Begin,
            Control::Commit => Self::Commit,
            Control::Rollback => Self::Rollback,
            Control::Savepoint(_) | Control::Release(_) | Control::RollbackTo(_) => Self::Savepoint,
        }
    }
}

impl<'a> StatementEvent<'a> {
    /// An event of which only this is known yet.
    pub(crate) const fn new(kind: EventKind, sql: &'a str) -> Self {
        Self {
            kind,
            sql,
            lists: &[],
            is_hidden: false,
            rows: None,
            duration: Duration::ZERO,
            was_prepared: None,
            error: None,
        }
    }

    /// What the statement was for.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// The SQL text as it was sent.
    #[must_use]
    pub const fn sql(&self) -> &str {
        self.sql
    }

    /// The values of its placeholders; those of the first execution if there were several. Empty if they are hidden.
    #[must_use]
    pub fn binds(&self) -> &[&Value] {
        self.lists.first().map_or(&[], |binds| binds)
    }

    /// How often the statement was run: more than once only by `execute_many` and a session's flush.
    #[must_use]
    pub const fn executions(&self) -> usize {
        self.lists.len()
    }

    /// The values of each execution. Empty lists if they are hidden.
    pub fn bind_lists(&self) -> impl Iterator<Item = &[&Value]> {
        self.lists.iter().copied()
    }

    /// How many rows it returned, or changed if it returns none. Not known for streams and failures.
    #[must_use]
    pub const fn rows(&self) -> Option<u64> {
        self.rows
    }

    /// How long it took, with the decoding of its rows.
    #[must_use]
    pub const fn duration(&self) -> Duration {
        self.duration
    }

    /// Whether it came prepared out of the connection's cache, where the driver knows.
    #[must_use]
    pub const fn was_prepared(&self) -> Option<bool> {
        self.was_prepared
    }

    /// Why it failed.
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        self.error
    }
}

impl fmt::Display for StatementEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql)?;
        if self.kind == EventKind::Begin {
            f.write_str(" (implicit)")?;
        }
        if self.kind != EventKind::Statement {
            return self.fmt_error(f);
        }
        f.write_str("\n[")?;
        if let Some(rows) = self.rows {
            write!(f, "{rows} {}, ", if rows == 1 { "row" } else { "rows" })?;
        }
        write!(f, "{:.3} ms", self.duration.as_secs_f64() * 1000.0)?;
        match self.was_prepared {
            Some(true) => f.write_str(", cached")?,
            Some(false) => f.write_str(", prepared")?,
            None => {}
        }
        f.write_str("]")?;
        if self.is_hidden {
            f.write_str(" [parameters hidden]")?;
        } else {
            self.fmt_binds(f)?;
        }
        self.fmt_error(f)
    }
}

/// How many lists of values are shown.
const SHOWN_LISTS: usize = 3;

/// How many characters of a text are shown.
const SHOWN_CHARACTERS: usize = 100;

/// How many elements of an array are shown.
const SHOWN_ELEMENTS: usize = 10;

impl StatementEvent<'_> {
    fn fmt_binds(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for binds in self.lists.iter().take(SHOWN_LISTS).filter(|binds| !binds.is_empty()) {
            f.write_str(" (")?;
            for (index, value) in binds.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                fmt_value(f, value)?;
            }
            f.write_str(")")?;
        }
        match self.lists.len().checked_sub(SHOWN_LISTS) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " … and {more} more"),
        }
    }

    fn fmt_error(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.map_or(Ok(()), |error| write!(f, "\nfailed: {}", error.message()))
    }
}

fn fmt_value(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Null(_) => f.write_str("NULL"),
        Value::Boolean(value) => write!(f, "{value}"),
        Value::SmallInt(value) => write!(f, "{value}"),
        Value::Integer(value) => write!(f, "{value}"),
        Value::BigInt(value) => write!(f, "{value}"),
        Value::Unsigned(value) => write!(f, "{value}"),
        Value::Real(value) => write!(f, "{value:?}"),
        Value::Double(value) => write!(f, "{value:?}"),
        Value::Text(text) => match text.char_indices().nth(SHOWN_CHARACTERS) {
            Some((end, _)) => write!(f, "{:?} … of {} bytes", &text[..end], text.len()),
            None => write!(f, "{text:?}"),
        },
        Value::Enum(_, label) => write!(f, "{label:?}"),
        Value::Blob(bytes) => write!(f, "<{} bytes>", bytes.len()),
        Value::Array(_, elements) => fmt_array(f, elements),
        Value::Parameter(parameter) => write!(f, ":{}", parameter.name),
        #[cfg(feature = "decimal")]
        Value::Numeric(value) => write!(f, "{value}"),
        #[cfg(feature = "chrono")]
        Value::Date(value) => write!(f, "{value}"),
        #[cfg(feature = "chrono")]
        Value::Time(value) => write!(f, "{value}"),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => write!(f, "{value}"),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => write!(f, "{value}"),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => write!(f, "{value}"),
        #[cfg(feature = "json")]
        Value::Json(value) => write!(f, "{value}"),
    }
}

fn fmt_array(f: &mut fmt::Formatter<'_>, elements: &[Value]) -> fmt::Result {
    f.write_str("[")?;
    for (at, element) in elements.iter().take(SHOWN_ELEMENTS).enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        fmt_value(f, element)?;
    }
    match elements.len().checked_sub(SHOWN_ELEMENTS) {
        Some(more) if more > 0 => write!(f, ", … {more} more]"),
        _ => f.write_str("]"),
    }
}

/// Where the events of an engine go.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) echoes: bool,
    pub(crate) hides_parameters: bool,
    pub(crate) listeners: Vec<Listener>,
}

impl Log {
    /// Starts the clock, if anybody wants to know.
    #[inline]
    pub(crate) fn start(&self) -> Option<Instant> {
        self.is_on().then(Instant::now)
    }

    /// Whether anybody wants to know.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.echoes || !self.listeners.is_empty()
    }

    /// Tells everybody.
    pub(crate) fn tell(&self, event: &StatementEvent<'_>) {
        // As many lists as there were, so that the executions can still be counted.
        let hidden: Vec<&[&Value]> = vec![&[]; if self.hides_parameters { event.lists.len() } else { 0 }];
        let event = &StatementEvent {
            lists: if self.hides_parameters { &hidden } else { event.lists },
            is_hidden: self.hides_parameters,
            ..*event
        };
        if self.echoes {
            echo(event);
        }
        for listener in &self.listeners {
            listener(event);
        }
    }
}

fn echo(event: &StatementEvent<'_>) {
    if tracing::dispatcher::has_been_set() {
        tracing::info!(
            target: "realgar::engine",
            rows = event.rows,
            elapsed_us = u64::try_from(event.duration.as_micros()).unwrap_or(u64::MAX),
            cached = event.was_prepared,
            "{event}"
        );
    } else {
        #[expect(clippy::print_stderr, reason = "whoever asks for an echo without a subscriber shall see one")]
        {
            eprintln!("{event}");
        }
    }
}
