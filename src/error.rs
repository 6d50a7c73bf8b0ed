//! The one error type of the library, with a kind to match on.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, with the statement it went wrong in.
///
/// Match on [`Error::kind`], or ask one of the predicates. The message is one lower-case sentence that names the
/// table, column or value, and the cure where it is known.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    statement: Option<String>,
    code: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What a violated constraint was about, as far as the database tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The table.
    pub table: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// The constraint's or index's name.
    pub constraint: Option<String>,
}

/// The kinds of error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// UNIQUE or PRIMARY KEY was violated.
    UniqueViolation(Violation),
    /// FOREIGN KEY was violated.
    ForeignKeyViolation(Violation),
    /// NULL where NOT NULL was declared.
    NotNullViolation(Violation),
    /// CHECK was violated.
    CheckViolation(Violation),
    /// Another integrity constraint was violated.
    IntegrityViolation(Violation),
    /// `one()` of an empty result.
    NoRows,
    /// `one()` of several rows.
    MultipleRows,
    /// A row was changed or deleted by somebody else.
    StaleData,
    /// A handle whose instance is not in the session: it belongs to another one, or was expunged, or its row is gone.
    Detached,
    /// An instance that was not inserted yet, where its row is wanted.
    Pending,
    /// An instance whose values were expired, where they are wanted without asking the database.
    Expired,
    /// Rows that refer to each other by keys that are NOT NULL, so that none can be written first.
    CircularDependency,
    /// The session cannot do this in its state.
    InvalidRequest,
    /// The database URL cannot be understood, or names a driver that is not compiled in.
    InvalidUrl,
    /// The database cannot be opened or reached, or refuses the login.
    Connection,
    /// The connection broke.
    Disconnected,
    /// The connection broke during COMMIT: whether the transaction was committed is not known. Never retried by itself.
    CommitUnknown,
    /// No connection became free in time.
    PoolTimeout,
    /// The database is locked by another connection.
    Busy,
    /// The statement was cancelled, or took longer than it may.
    Cancelled,
    /// The transaction cannot be serialized with others; run the whole of it again.
    SerializationFailure,
    /// The transaction was chosen to end a deadlock; run the whole of it again.
    Deadlock,
    /// The database file is read-only, or the transaction is.
    ReadOnly,
    /// The replica has not got as far as it was waited for.
    ReplicaBehind,
    /// The disk is full.
    DiskFull,
    /// The database file is damaged, or is not a database.
    Corrupt,
    /// The transaction is no longer usable: roll back.
    TransactionAborted,
    /// A value is too large or out of range for the database.
    OutOfRange,
    /// The statement exceeds a limit of the database: too many binds, columns, parts.
    LimitExceeded,
    /// The dialect cannot say this.
    Unsupported,
    /// The statement contradicts itself in a way that only shows at run time.
    InvalidStatement,
    /// A parameter without a value, or a value without a parameter.
    Parameter,
    /// A cell does not fit the Rust type that was asked for.
    Decode,
    /// A column that the database's table, or the row, does not have.
    NoSuchColumn,
    /// A table or view that the database does not have.
    NoSuchTable,
    /// The database found the SQL wrong: syntax, an unknown function, arguments that do not fit.
    Sql,
    /// The database reported something else.
    Database,
    /// The application's own error, passed through a transaction closure.
    Other,
}

impl Error {
    /// An error of this kind with this message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), statement: None, code: None, source: None }))
    }

    /// The application's own error, to leave a transaction closure with.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Other, source.to_string()).with_source(source)
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Keeps the database's own code: SQLSTATE, or the number that the database gives its errors.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// The same error as one of another kind.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The same error with another sentence.
    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    /// Adds the statement, unless it is known already.
    pub(crate) fn with_statement(mut self, sql: &str) -> Self {
        self.0.statement.get_or_insert_with(|| sql.to_owned());
        self
    }

    /// Puts what is known of the place before the message: `column `age`: …`.
    pub(crate) fn context(mut self, place: impl fmt::Display) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    pub(crate) fn decode(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Decode, message)
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The sentence, without the statement.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The SQL text of the statement that failed.
    #[must_use]
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// The database's own code: PostgreSQL's SQLSTATE, MySQL's error number, or SQLite's extended result code as a number.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What was violated, for integrity errors.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        match self.kind() {
            ErrorKind::UniqueViolation(violation)
            | ErrorKind::ForeignKeyViolation(violation)
            | ErrorKind::NotNullViolation(violation)
            | ErrorKind::CheckViolation(violation)
            | ErrorKind::IntegrityViolation(violation) => Some(violation),
            _ => None,
        }
    }

    /// Any constraint was violated.
    #[must_use]
    pub fn is_integrity(&self) -> bool {
        self.violation().is_some()
    }

    /// UNIQUE or PRIMARY KEY was violated.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::UniqueViolation(_))
    }

    /// FOREIGN KEY was violated.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::ForeignKeyViolation(_))
    }

    /// NOT NULL was violated.
    #[must_use]
    pub fn is_not_null_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::NotNullViolation(_))
    }

    /// CHECK was violated.
    #[must_use]
    pub fn is_check_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::CheckViolation(_))
    }

    /// There was no row.
    #[must_use]
    pub fn is_no_rows(&self) -> bool {
        *self.kind() == ErrorKind::NoRows
    }

    /// There was more than one row.
    #[must_use]
    pub fn is_multiple_rows(&self) -> bool {
        *self.kind() == ErrorKind::MultipleRows
    }

    /// Running the whole transaction again may succeed: serialization failure, deadlock, busy.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind(), ErrorKind::SerializationFailure | ErrorKind::Deadlock | ErrorKind::Busy)
    }

    /// The connection broke during COMMIT: whether the transaction was committed is not known. Look before doing it
    /// again.
    #[must_use]
    pub fn is_commit_unknown(&self) -> bool {
        *self.kind() == ErrorKind::CommitUnknown
    }

    /// The database has no such table or view.
    #[must_use]
    pub fn is_no_such_table(&self) -> bool {
        *self.kind() == ErrorKind::NoSuchTable
    }

    /// The table, or the row, has no such column.
    #[must_use]
    pub fn is_no_such_column(&self) -> bool {
        *self.kind() == ErrorKind::NoSuchColumn
    }

    /// The dialect cannot say this.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        *self.kind() == ErrorKind::Unsupported
    }

    /// The connection broke or could not be made.
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        matches!(self.kind(), ErrorKind::Disconnected | ErrorKind::Connection)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(statement) = &self.0.statement {
            write!(f, "\nin statement: {statement}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(code) = &self.0.code {
            debug.field("code", code);
        }
        if let Some(statement) = &self.0.statement {
            debug.field("statement", statement);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
