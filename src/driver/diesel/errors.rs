//! Diesel's errors as ours. It tells the kinds of a few, and for the rest only the database's sentence, which is then read:
//! in English, as servers write it by default.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, EmptyQuery, Error as DieselError};

use crate::error::{Error, ErrorKind, Violation};

impl Error {
    /// An error of Diesel's as one of ours, with its kind. What Diesel does not tell is read out of the database's sentence.
    ///
    /// (A `From` would keep the compiler from inferring the error of closures such as that of
    /// [`begin_nested`](crate::Connection::begin_nested).)
    ///
    /// ```
    /// let error = realgar::Error::diesel(diesel::result::Error::NotFound);
    /// assert!(error.is_no_rows());
    /// ```
    #[must_use]
    pub fn diesel(error: DieselError) -> Self {
        convert(error, ErrorKind::Database)
    }
}

impl From<Error> for DieselError {
    /// One of our errors for a function that returns Diesel's, such as the closure of a transaction.
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::NoRows => return Self::NotFound,
            ErrorKind::UniqueViolation(_) => DatabaseErrorKind::UniqueViolation,
            ErrorKind::ForeignKeyViolation(_) => DatabaseErrorKind::ForeignKeyViolation,
            ErrorKind::NotNullViolation(_) => DatabaseErrorKind::NotNullViolation,
            ErrorKind::CheckViolation(_) => DatabaseErrorKind::CheckViolation,
            ErrorKind::SerializationFailure | ErrorKind::Deadlock => DatabaseErrorKind::SerializationFailure,
            ErrorKind::ReadOnly => DatabaseErrorKind::ReadOnlyTransaction,
            ErrorKind::Disconnected => DatabaseErrorKind::ClosedConnection,
            ErrorKind::Decode => return Self::DeserializationError(Box::new(error)),
            ErrorKind::OutOfRange | ErrorKind::Parameter => return Self::SerializationError(Box::new(error)),
            _ => return Self::QueryBuilderError(Box::new(error)),
        };
        Self::DatabaseError(kind, Box::new(Told(error)))
    }
}

/// What one of our errors tells about a violated constraint.
struct Told(Error);

impl DatabaseErrorInformation for Told {
    fn message(&self) -> &str {
        self.0.message()
    }

    fn details(&self) -> Option<&str> {
        self.0.statement()
    }

    fn hint(&self) -> Option<&str> {
        None
    }

    fn table_name(&self) -> Option<&str> {
        self.0.violation()?.table.as_deref()
    }

    fn column_name(&self) -> Option<&str> {
        self.0.violation()?.columns.first().map(String::as_str)
    }

    fn constraint_name(&self) -> Option<&str> {
        self.0.violation()?.constraint.as_deref()
    }

    fn statement_position(&self) -> Option<i32> {
        None
    }
}

/// Finds out what went wrong. `unknown` is what a sentence stands for that is not known.
#[cold]
pub(super) fn convert(error: DieselError, unknown: ErrorKind) -> Error {
    let (kind, message) = match error {
        DieselError::DatabaseError(kind, info) => {
            let message = sentence(&*info);
            return Error::new(database(kind, &*info, unknown), message)
                .with_source(DieselError::DatabaseError(kind, info));
        }
        // What was refused before it was sent.
        DieselError::SerializationError(source) => match source.downcast::<Error>() {
            Ok(own) => return *own,
            Err(source) => (ErrorKind::OutOfRange, source.to_string()),
        },
        DieselError::RollbackErrorOnCommit { rollback_error, commit_error } => {
            return convert(*commit_error, unknown).with_source(*rollback_error);
        }
        DieselError::DeserializationError(source) | DieselError::QueryBuilderError(source) if source.is::<Error>() => {
            match source.downcast::<Error>() {
                Ok(own) => return *own,
                Err(source) => (unknown, source.to_string()),
            }
        }
        DieselError::QueryBuilderError(source) if source.is::<EmptyQuery>() => {
            (ErrorKind::InvalidStatement, "the text holds no statement".to_owned())
        }
        DieselError::InvalidCString(_) => (ErrorKind::Sql, "the SQL text contains a NUL character".to_owned()),
        DieselError::DeserializationError(source) => (ErrorKind::Decode, source.to_string()),
        DieselError::NotFound => (ErrorKind::NoRows, "no row was found where one was expected".to_owned()),
        DieselError::BrokenTransactionManager => {
            (ErrorKind::Disconnected, "Diesel has given the connection up: it was lost inside a transaction".to_owned())
        }
        DieselError::AlreadyInTransaction | DieselError::NotInTransaction => {
            (ErrorKind::InvalidRequest, error.to_string().to_lowercase())
        }
        other => return Error::other(other),
    };
    Error::new(kind, message)
}

/// Whether an error has come from the database, and not from the way to it.
pub(super) fn is_from_database(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(kind, _)
            if !matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
    )
}

/// The database's sentence with what it adds.
fn sentence(info: &dyn DatabaseErrorInformation) -> String {
    let mut message = info.message().trim_end().to_owned();
    if let Some(details) = info.details() {
        message = format!("{message}: {details}");
    }
    if let Some(hint) = info.hint() {
        message = format!("{message} ({hint})");
    }
    if let Some(position) = info.statement_position() {
        message = format!("{message}, at character {position}");
    }
    if message.contains("database is locked") || message.contains("database table is locked") {
        message = format!(
            "{message}: another connection holds the lock: run the whole transaction again, with `Engine::retry`, or \
             begin it with `Connection::begin`"
        );
    }
    message
}

fn database(kind: DatabaseErrorKind, info: &dyn DatabaseErrorInformation, unknown: ErrorKind) -> ErrorKind {
    match kind {
        DatabaseErrorKind::UniqueViolation => ErrorKind::UniqueViolation(violation(info)),
        DatabaseErrorKind::ForeignKeyViolation => ErrorKind::ForeignKeyViolation(violation(info)),
        DatabaseErrorKind::NotNullViolation => ErrorKind::NotNullViolation(violation(info)),
        DatabaseErrorKind::CheckViolation => ErrorKind::CheckViolation(violation(info)),
        DatabaseErrorKind::RestrictViolation | DatabaseErrorKind::ExclusionViolation => {
            ErrorKind::IntegrityViolation(violation(info))
        }
        // MySQL's deadlocks have this kind, too.
        DatabaseErrorKind::SerializationFailure if info.message().starts_with("Deadlock") => ErrorKind::Deadlock,
        DatabaseErrorKind::SerializationFailure => ErrorKind::SerializationFailure,
        DatabaseErrorKind::ReadOnlyTransaction => ErrorKind::ReadOnly,
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => ErrorKind::Disconnected,
        _ => by_message(info, unknown),
    }
}

/// What the sentences of the three databases stand for; the first one that fits counts.
const SENTENCES: &[(&str, ErrorKind)] = &[
    // SQLite.
    ("database is locked", ErrorKind::Busy),
    ("database table is locked", ErrorKind::Busy),
    ("database schema is locked", ErrorKind::Busy),
    ("no such table: ", ErrorKind::NoSuchTable),
    ("no such view: ", ErrorKind::NoSuchTable),
    ("no such column: ", ErrorKind::NoSuchColumn),
    (" has no column named ", ErrorKind::NoSuchColumn),
    ("attempt to write a readonly database", ErrorKind::ReadOnly),
    ("database or disk is full", ErrorKind::DiskFull),
    ("database disk image is malformed", ErrorKind::Corrupt),
    ("file is not a database", ErrorKind::Corrupt),
    ("unable to open database", ErrorKind::Connection),
    ("string or blob too big", ErrorKind::LimitExceeded),
    ("too many SQL variables", ErrorKind::LimitExceeded),
    ("too many terms", ErrorKind::LimitExceeded),
    ("too many columns", ErrorKind::LimitExceeded),
    ("too many attached databases", ErrorKind::LimitExceeded),
    ("too many levels of trigger recursion", ErrorKind::LimitExceeded),
    ("too large", ErrorKind::LimitExceeded),
    ("maximum depth", ErrorKind::LimitExceeded),
    ("pattern too complex", ErrorKind::LimitExceeded),
    ("parser stack overflow", ErrorKind::LimitExceeded),
    ("disk I/O error", ErrorKind::Database),
    ("datatype mismatch", ErrorKind::OutOfRange),
    ("integer overflow", ErrorKind::OutOfRange),
    // PostgreSQL.
    ("deadlock detected", ErrorKind::Deadlock),
    ("could not serialize access", ErrorKind::SerializationFailure),
    ("could not obtain lock", ErrorKind::Busy),
    ("canceling statement due to lock timeout", ErrorKind::Busy),
    ("canceling statement due to ", ErrorKind::Cancelled),
    ("current transaction is aborted", ErrorKind::TransactionAborted),
    ("terminating connection due to ", ErrorKind::Disconnected),
    ("server closed the connection", ErrorKind::Disconnected),
    ("no connection to the server", ErrorKind::Disconnected),
    ("sorry, too many clients", ErrorKind::Connection),
    ("No space left on device", ErrorKind::DiskFull),
    ("value too long for type", ErrorKind::OutOfRange),
    (" out of range", ErrorKind::OutOfRange),
    ("field overflow", ErrorKind::OutOfRange),
    ("invalid input syntax for ", ErrorKind::OutOfRange),
    ("invalid input value for enum", ErrorKind::OutOfRange),
    ("operator does not exist", ErrorKind::Sql),
    ("syntax error", ErrorKind::Sql),
    ("must appear in the GROUP BY clause", ErrorKind::Sql),
    ("but expression is of type", ErrorKind::Sql),
    // MySQL and MariaDB.
    ("Deadlock found", ErrorKind::Deadlock),
    ("Record has changed since last read", ErrorKind::SerializationFailure),
    ("Lock wait timeout exceeded", ErrorKind::Busy),
    ("Query execution was interrupted", ErrorKind::Cancelled),
    ("maximum statement execution time exceeded", ErrorKind::Cancelled),
    ("Lost connection", ErrorKind::Disconnected),
    // Of the client library: a table has changed since the statement was prepared. The answer stays unread, and the next
    // statement would wait for ever.
    ("parameters in bound buffers differs", ErrorKind::Disconnected),
    ("server has gone away", ErrorKind::Disconnected),
    ("Connection was killed", ErrorKind::Disconnected),
    ("Server shutdown in progress", ErrorKind::Disconnected),
    ("read-only", ErrorKind::ReadOnly),
    ("READ ONLY transaction", ErrorKind::ReadOnly),
    ("Unknown column", ErrorKind::NoSuchColumn),
    ("Unknown table", ErrorKind::NoSuchTable),
    ("Data too long", ErrorKind::OutOfRange),
    ("Out of range value", ErrorKind::OutOfRange),
    ("Data truncated", ErrorKind::OutOfRange),
    ("You have an error in your SQL syntax", ErrorKind::Sql),
    ("max_allowed_packet", ErrorKind::LimitExceeded),
    ("Too many ", ErrorKind::LimitExceeded),
];

fn by_message(info: &dyn DatabaseErrorInformation, unknown: ErrorKind) -> ErrorKind {
    let message = info.message();
    let has = |part: &str| message.contains(part);
    match message {
        "interrupted" => return ErrorKind::Cancelled,
        _ if has("UNIQUE constraint failed")
            || has("PRIMARY KEY") && has("constraint failed")
            || has("Duplicate entry") =>
        {
            return ErrorKind::UniqueViolation(violation(info));
        }
        _ if has("FOREIGN KEY") || has("foreign key constraint fails") => {
            return ErrorKind::ForeignKeyViolation(violation(info));
        }
        _ if has("NOT NULL constraint failed") || has("cannot be null") || has("doesn't have a default value") => {
            return ErrorKind::NotNullViolation(violation(info));
        }
        // MariaDB's CHECK.
        _ if has("CHECK constraint failed") || message.starts_with("CONSTRAINT `") => {
            return ErrorKind::CheckViolation(violation(info));
        }
        _ if message.starts_with("Incorrect ") && has(" value: ") => return ErrorKind::OutOfRange,
        _ if message.starts_with("The table '") && has("is full") => return ErrorKind::DiskFull,
        _ if message.starts_with("Table '") && has("doesn't exist") => return ErrorKind::NoSuchTable,
        _ if message.starts_with("relation \"") && has("does not exist") => return ErrorKind::NoSuchTable,
        _ if message.starts_with("function ") && has("does not exist") => return ErrorKind::Sql,
        _ if message.starts_with("column ") && has("does not exist") => return ErrorKind::NoSuchColumn,
        _ => {}
    }
    SENTENCES.iter().find(|(part, _)| has(part)).map_or(unknown, |(_, kind)| kind.clone())
}

/// What was violated: PostgreSQL tells, SQLite and MySQL have it in their sentences.
fn violation(info: &dyn DatabaseErrorInformation) -> Violation {
    let message = info.message();
    let owned = |text: Option<&str>| text.map(str::to_owned);
    if info.constraint_name().is_some() || info.table_name().is_some() {
        let columns = match (info.column_name(), info.details()) {
            (Some(column), _) => vec![column.to_owned()],
            (None, Some(details)) => key_columns(details),
            (None, None) => Vec::new(),
        };
        return Violation { table: owned(info.table_name()), columns, constraint: owned(info.constraint_name()) };
    }
    if let Some((what, names)) = message.split_once(" constraint failed: ") {
        return of_sqlite(what, names);
    }
    of_mysql(message)
}

/// `Key (a, "b c")=(1, 2) already exists.`
fn key_columns(details: &str) -> Vec<String> {
    let key = details.split_once('(').and_then(|(_, rest)| rest.split_once(")=("));
    // An index on an expression has no columns to name.
    let columns = key.map(|(columns, _)| columns).filter(|columns| !columns.contains('('));
    let unquoted = |column: &str| column.trim_matches('"').replace("\"\"", "\"");
    columns.map_or_else(Vec::new, |columns| columns.split(", ").map(unquoted).collect())
}

/// `UNIQUE constraint failed: t.a, t.b`, `… failed: index 'name'`, `CHECK constraint failed: name`.
fn of_sqlite(what: &str, names: &str) -> Violation {
    if what == "CHECK" {
        return Violation { constraint: Some(names.to_owned()), ..Violation::default() };
    }
    if let Some(index) = names.strip_prefix("index '") {
        return Violation { constraint: Some(index.trim_end_matches('\'').to_owned()), ..Violation::default() };
    }
    let parts = || names.split(", ").map(|part| part.rsplit_once('.').unwrap_or(("", part)));
    let table = parts().next().map(|(table, _)| table.to_owned()).filter(|table| !table.is_empty());
    Violation { table, columns: parts().map(|(_, column)| column.to_owned()).collect(), constraint: None }
}

fn of_mysql(message: &str) -> Violation {
    let quoted = |quote: char| message.split(quote).skip(1).step_by(2).map(str::to_owned);
    if message.starts_with("Duplicate entry") {
        // `Duplicate entry 'a' for key 'table.key'`: the value may have quotes, the key comes last.
        let key = message.strip_suffix('\'').and_then(|rest| rest.rsplit('\'').next()).unwrap_or_default();
        let (table, constraint) = match key.split_once('.') {
            Some((table, constraint)) => (Some(table.to_owned()), constraint),
            None => (None, key),
        };
        let constraint = Some(constraint.to_owned()).filter(|name| !name.is_empty());
        return Violation { table, columns: Vec::new(), constraint };
    }
    if message.contains("foreign key constraint fails") {
        // (`db`.`table`, CONSTRAINT `name` FOREIGN KEY (`a`, `b`) REFERENCES …)
        let names: Vec<String> = quoted('`').collect();
        let columns = message.split_once("FOREIGN KEY (").and_then(|(_, rest)| rest.split_once(')'));
        let columns = columns.map_or("", |(columns, _)| columns).split('`').skip(1).step_by(2);
        return Violation {
            table: names.get(1).cloned(),
            columns: columns.map(str::to_owned).collect(),
            constraint: names.get(2).cloned(),
        };
    }
    if message.starts_with("CONSTRAINT `") {
        // CONSTRAINT `name` failed for `db`.`table`
        let names: Vec<String> = quoted('`').collect();
        return Violation { table: names.get(2).cloned(), columns: Vec::new(), constraint: names.first().cloned() };
    }
    if message.starts_with("Column '") || message.starts_with("Field '") {
        return Violation { columns: quoted('\'').take(1).collect(), ..Violation::default() };
    }
    Violation::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str) -> Error {
        Error::diesel(DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned())))
    }

    #[test]
    fn a_sentence_tells_what_diesel_does_not() {
        for (message, kind) in [
            ("database is locked", ErrorKind::Busy),
            ("no such table: t", ErrorKind::NoSuchTable),
            ("deadlock detected", ErrorKind::Deadlock),
            ("canceling statement due to lock timeout", ErrorKind::Busy),
            ("canceling statement due to user request", ErrorKind::Cancelled),
            ("relation \"t\" does not exist", ErrorKind::NoSuchTable),
            ("column t.a does not exist", ErrorKind::NoSuchColumn),
            ("Table 'd.t' doesn't exist", ErrorKind::NoSuchTable),
            ("MySQL server has gone away", ErrorKind::Disconnected),
            ("something else", ErrorKind::Database),
        ] {
            assert_eq!(*error(message).kind(), kind, "{message}");
        }
    }

    #[test]
    fn names_of_a_violated_constraint_are_read_from_the_sentence() {
        let found = |message: &str| error(message).violation().expect(message).clone();
        let key = found("UNIQUE constraint failed: order item.a, order item.b");
        assert_eq!((key.table.as_deref(), key.columns), (Some("order item"), vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(found("CHECK constraint failed: age > 0").constraint.as_deref(), Some("age > 0"));
        let key = found("Duplicate entry 'it's' for key 'user_account.uq_name'");
        assert_eq!((key.table.as_deref(), key.constraint.as_deref()), (Some("user_account"), Some("uq_name")));
        assert_eq!(found("Column 'name' cannot be null").columns, ["name"]);
        assert_eq!(found("CONSTRAINT `ck` failed for `shop`.`t`").table.as_deref(), Some("t"));
        assert_eq!(key_columns("Key (a, \"b c\")=(1, (2)) already exists."), ["a", "b c"]);
    }

    #[test]
    fn our_own_error_comes_back_out_of_diesels() {
        let own = Error::new(ErrorKind::OutOfRange, "too large");
        let error = Error::diesel(DieselError::SerializationError(Box::new(own)));
        assert_eq!((error.kind(), error.message()), (&ErrorKind::OutOfRange, "too large"));
    }
}
