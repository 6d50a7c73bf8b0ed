//! SQLSTATEs as typed errors.

use std::error::Error as _;

use tokio_postgres::error::{DbError, ErrorPosition};

use crate::error::{Error, ErrorKind, Violation};

/// Finds out what went wrong.
#[cold]
pub(super) fn convert(error: tokio_postgres::Error) -> Error {
    if let Some(db) = error.as_db_error() {
        let kind = kind(db);
        let code = db.code().code().to_owned();
        return Error::new(kind, message(db)).with_code(code).with_source(error);
    }
    // A value that was refused before it was sent.
    if let Some(own) = error.source().and_then(|source| source.downcast_ref::<Error>()) {
        return Error::new(own.kind().clone(), own.message());
    }
    let reason = error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    let is_io = error.source().is_some_and(|source| source.is::<std::io::Error>());
    let kind = if error.is_closed() || is_io { ErrorKind::Disconnected } else { ErrorKind::Database };
    let message = match kind {
        ErrorKind::Disconnected => format!("the connection to the server was lost: {reason}"),
        _ => reason,
    };
    Error::new(kind, message).with_source(error)
}

/// An error while a connection was opened.
#[cold]
pub(super) fn connecting(error: tokio_postgres::Error, place: &str) -> Error {
    let error = convert(error);
    let message = match error.code() {
        Some(_) => format!("the server at {place} refuses the connection: {}", error.message()),
        None => {
            let reason = error.message().trim_start_matches("the connection to the server was lost: ");
            format!("cannot connect to {place}: {reason}")
        }
    };
    let code = error.code().map(str::to_owned);
    let converted = Error::new(ErrorKind::Connection, message).with_source(error);
    match code {
        Some(code) => converted.with_code(code),
        None => converted,
    }
}

fn kind(error: &DbError) -> ErrorKind {
    let code = error.code().code();
    match code {
        "23505" => ErrorKind::UniqueViolation(violation(error)),
        "23503" => ErrorKind::ForeignKeyViolation(violation(error)),
        "23502" => ErrorKind::NotNullViolation(violation(error)),
        "23514" => ErrorKind::CheckViolation(violation(error)),
        "40001" => ErrorKind::SerializationFailure,
        "40P01" => ErrorKind::Deadlock,
        "40003" => ErrorKind::CommitUnknown,
        "55P03" => ErrorKind::Busy,
        "57014" => ErrorKind::Cancelled,
        "25P02" => ErrorKind::TransactionAborted,
        "25006" => ErrorKind::ReadOnly,
        "53100" => ErrorKind::DiskFull,
        "53300" => ErrorKind::Connection,
        "42P01" => ErrorKind::NoSuchTable,
        "42703" => ErrorKind::NoSuchColumn,
        "0A000" => ErrorKind::Unsupported,
        // The server ends the connection itself.
        "25P03" | "25P04" | "57P01" | "57P02" | "57P03" | "57P05" => ErrorKind::Disconnected,
        "22001" | "22003" | "22007" | "22008" | "22009" | "22015" | "22021" | "2202E" | "22P02" | "22P03" | "22P05" => {
            ErrorKind::OutOfRange
        }
        "XX001" | "XX002" => ErrorKind::Corrupt,
        _ => match &code[..2] {
            "23" => ErrorKind::IntegrityViolation(violation(error)),
            "08" => ErrorKind::Disconnected,
            "40" => ErrorKind::SerializationFailure,
            "42" => ErrorKind::Sql,
            "53" | "54" => ErrorKind::LimitExceeded,
            _ => ErrorKind::Database,
        },
    }
}

/// The server tells a column for NOT NULL only; the columns of a key are in the detail, which is translated, so the
/// parentheses are all that is read of it.
fn violation(error: &DbError) -> Violation {
    let columns = match (error.column(), error.detail()) {
        (Some(column), _) => vec![column.to_owned()],
        (None, Some(detail)) if matches!(error.code().code(), "23505" | "23503") => key_columns(detail),
        _ => Vec::new(),
    };
    Violation { table: error.table().map(str::to_owned), columns, constraint: error.constraint().map(str::to_owned) }
}

/// `Key (a, "b c")=(1, 2) already exists.`
fn key_columns(detail: &str) -> Vec<String> {
    let Some((_, rest)) = detail.split_once('(') else { return Vec::new() };
    let Some((columns, _)) = rest.split_once(")=(") else { return Vec::new() };
    // An index on an expression has no columns to name.
    if columns.contains('(') {
        return Vec::new();
    }
    columns.split(", ").map(|column| column.trim_matches('"').replace("\"\"", "\"")).collect()
}

/// The server's sentence with what it adds.
fn message(error: &DbError) -> String {
    let mut message = error.message().to_owned();
    if let Some(detail) = error.detail() {
        message = format!("{message}: {detail}");
    }
    if let Some(hint) = error.hint() {
        message = format!("{message} ({hint})");
    }
    if let Some(ErrorPosition::Original(position)) = error.position() {
        message = format!("{message}, at character {position}");
    }
    if error.code().code() == "26000" || error.code().code() == "42P05" {
        message = format!(
            "{message}: behind a pooler that gives each transaction another connection, add `?statement_cache_size=0` to the URL"
        );
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_key_are_read_from_the_detail() {
        assert_eq!(key_columns("Key (a, \"b c\")=(1, (2)) already exists."), ["a", "b c"]);
        assert_eq!(key_columns("Schlüssel »(a)=(1)« existiert bereits."), ["a"]);
        assert_eq!(key_columns("Key (lower(name))=(x) already exists."), [""; 0]);
        assert_eq!(key_columns("nothing"), [""; 0]);
    }
}
