//! SQLite's result codes and messages as typed errors.

use rusqlite::{Connection, Error as Sqlite, MAIN_DB, TransactionState, ffi};

use crate::driver::sqlite::options::Options;
use crate::error::{Error, ErrorKind, Violation};

/// Finds out what went wrong. `options` are known where the advice depends on the kind of database.
#[cold]
pub(super) fn convert(error: Sqlite, options: Option<&Options>) -> Error {
    let (code, message) = match &error {
        Sqlite::SqliteFailure(failure, message) => {
            let text = message.clone().unwrap_or_else(|| failure.to_string());
            (failure.extended_code, text)
        }
        Sqlite::SqlInputError { error, msg, sql, offset } => {
            let (kind, message) = sql_message(msg, sql, *offset);
            return Error::new(kind, message).with_code(error.extended_code.to_string()).with_statement(sql);
        }
        Sqlite::MultipleStatement => {
            return Error::new(ErrorKind::Sql, "the text holds more than one statement: run them one by one");
        }
        Sqlite::NulError(_) => return Error::new(ErrorKind::Sql, "the SQL text contains a NUL character"),
        other => return Error::new(ErrorKind::Database, other.to_string()).with_source(error),
    };
    let (kind, message) = describe(code, message, options);
    Error::new(kind, message).with_code(code.to_string()).with_source(error)
}

/// The same for the statement of a connection that is in the middle of something.
#[cold]
pub(super) fn convert_in(error: Sqlite, connection: &Connection, options: &Options) -> Error {
    let Sqlite::SqliteFailure(failure, _) = &error else { return convert(error, Some(options)) };
    let code = failure.extended_code;
    let state = connection.transaction_state(Some(MAIN_DB));
    // A transaction that has begun to read is not let wait for the write lock: whoever has it may change what was read.
    if is_lock(&error) && code != ffi::SQLITE_BUSY_SNAPSHOT && matches!(state, Ok(TransactionState::Read)) {
        return Error::new(ErrorKind::Busy, options.reader_advice()).with_code(code.to_string()).with_source(error);
    }
    convert(error, Some(options))
}

/// Whether another connection's lock was in the way.
pub(super) fn is_lock(error: &Sqlite) -> bool {
    matches!(error.sqlite_error_code(), Some(ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked))
}

fn describe(code: i32, message: String, options: Option<&Options>) -> (ErrorKind, String) {
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            (ErrorKind::UniqueViolation(of_columns(&message)), lower(&message))
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => (ErrorKind::NotNullViolation(of_columns(&message)), lower(&message)),
        ffi::SQLITE_CONSTRAINT_CHECK => (ErrorKind::CheckViolation(of_check(&message)), lower(&message)),
        // SQLite does not tell which key. Triggers of ours and old schemas raise it, too.
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER
            if code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY || message.contains("FOREIGN KEY") =>
        {
            (ErrorKind::ForeignKeyViolation(Violation::default()), lower(&message))
        }
        ffi::SQLITE_BUSY_SNAPSHOT => (
            ErrorKind::Busy,
            "another connection has committed since this transaction began to read, so it may not write any more: \
             run the whole transaction again, with `Engine::retry`, or begin it with `Connection::begin`"
                .to_owned(),
        ),
        ffi::SQLITE_READONLY_DBMOVED => {
            (ErrorKind::ReadOnly, "the database file was moved or deleted while it was open".to_owned())
        }
        _ => describe_primary(code & 0xff, message, options),
    }
}

/// The kinds that need only the low byte of the code.
fn describe_primary(code: i32, message: String, options: Option<&Options>) -> (ErrorKind, String) {
    let kind = match code {
        ffi::SQLITE_CONSTRAINT => ErrorKind::IntegrityViolation(Violation::default()),
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
            let advice = options.map(|options| format!(": {}", options.busy_advice())).unwrap_or_default();
            return (ErrorKind::Busy, format!("{message}{advice}"));
        }
        ffi::SQLITE_INTERRUPT => ErrorKind::Cancelled,
        ffi::SQLITE_FULL => ErrorKind::DiskFull,
        ffi::SQLITE_READONLY => ErrorKind::ReadOnly,
        ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => ErrorKind::Corrupt,
        ffi::SQLITE_CANTOPEN | ffi::SQLITE_PERM => ErrorKind::Connection,
        ffi::SQLITE_TOOBIG | ffi::SQLITE_RANGE => ErrorKind::LimitExceeded,
        ffi::SQLITE_MISMATCH => ErrorKind::OutOfRange,
        ffi::SQLITE_ERROR => return sql_error(message),
        _ => ErrorKind::Database,
    };
    (kind, lower(&message))
}

/// Result code 1 stands for many things; the message tells them apart.
fn sql_error(message: String) -> (ErrorKind, String) {
    let limits = ["too many ", "too deep", "too large", "too complex", "stack overflow", "at most ", "maximum depth"];
    if message == "integer overflow" {
        (ErrorKind::OutOfRange, message)
    } else if limits.iter().any(|limit| message.contains(limit)) {
        (ErrorKind::LimitExceeded, lower(&limit_advice(message)))
    } else if message.starts_with("no such table: ") || message.starts_with("no such view: ") {
        (ErrorKind::NoSuchTable, message)
    } else if message.starts_with("no such column: ") || message.contains(" has no column named ") {
        (ErrorKind::NoSuchColumn, message)
    } else {
        (ErrorKind::Sql, sql_advice(message))
    }
}

fn sql_message(message: &str, sql: &str, offset: i32) -> (ErrorKind, String) {
    let (kind, message) = sql_error(message.to_owned());
    let near = usize::try_from(offset).ok().and_then(|offset| sql.get(offset..)).unwrap_or_default();
    let near: String = near.chars().take_while(|c| *c != '\n').take(40).collect();
    let is_wrong_sql = matches!(kind, ErrorKind::Sql | ErrorKind::NoSuchTable | ErrorKind::NoSuchColumn);
    if is_wrong_sql && !near.is_empty() && !message.contains("near ") {
        return (kind, format!("{message}, at `{near}`"));
    }
    (kind, message)
}

fn limit_advice(message: String) -> String {
    if message.contains("maximum depth") {
        return format!("{message}: join fewer conditions with AND and OR, or look them up in a list with `in_`");
    }
    if message.contains("pattern too complex") {
        return format!("{message}: a pattern may have 50000 bytes; cut the text before it is looked for");
    }
    message
}

fn sql_advice(message: String) -> String {
    if message.contains("within a transaction") {
        return format!("{message}: run it through `Connection::sqlite` before a transaction begins");
    }
    message
}

/// `UNIQUE constraint failed: t.a, t.b`, or `… failed: index 'name'`.
fn of_columns(message: &str) -> Violation {
    let Some((_, what)) = message.split_once("failed: ") else { return Violation::default() };
    if let Some(index) = what.strip_prefix("index '") {
        return Violation { constraint: Some(index.trim_end_matches('\'').to_owned()), ..Violation::default() };
    }
    let parts = || what.split(", ").map(|part| part.rsplit_once('.').unwrap_or(("", part)));
    let table = parts().next().map(|(table, _)| table.to_owned()).filter(|table| !table.is_empty());
    Violation { table, columns: parts().map(|(_, column)| column.to_owned()).collect(), constraint: None }
}

/// `CHECK constraint failed: name`, where an unnamed constraint's name is its expression.
fn of_check(message: &str) -> Violation {
    let constraint = message.split_once("failed: ").map(|(_, name)| name.to_owned());
    Violation { constraint, ..Violation::default() }
}

/// SQLite begins some messages with a word in capitals that is SQL; those stay.
fn lower(message: &str) -> String {
    let mut chars = message.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_name_table_and_columns() {
        let violation = of_columns("UNIQUE constraint failed: order item.a, order item.b");
        assert_eq!(violation.table.as_deref(), Some("order item"));
        assert_eq!(violation.columns, ["a", "b"]);
        assert_eq!(
            of_columns("UNIQUE constraint failed: index 'lower_name'").constraint.as_deref(),
            Some("lower_name")
        );
        assert_eq!(of_columns("something else"), Violation::default());
        assert_eq!(of_check("CHECK constraint failed: age > 0").constraint.as_deref(), Some("age > 0"));
    }
}
