//! The numbers of MySQL's errors as typed errors.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use mysql::{DriverError, MySqlError};

use crate::error::{Error, ErrorKind, Violation};

/// Finds out what went wrong.
#[cold]
pub(super) fn convert(error: mysql::Error) -> Error {
    let (kind, message) = match &error {
        mysql::Error::MySqlError(server) => {
            let kind = kind(server);
            return Error::new(kind, message(server)).with_code(server.code.to_string()).with_source(error);
        }
        _ if is_silence(&error) => {
            (ErrorKind::Disconnected, "the server has not answered in time (`?read_timeout=`)".to_owned())
        }
        mysql::Error::IoError(reason) => {
            (ErrorKind::Disconnected, format!("the connection to the server was lost: {reason}"))
        }
        // What follows cannot be read any more.
        mysql::Error::CodecError(reason) => {
            (ErrorKind::Disconnected, format!("the connection to the server was lost: {reason}"))
        }
        mysql::Error::DriverError(
            reason @ (DriverError::UnexpectedPacket | DriverError::PacketOutOfSync | DriverError::PacketTooLarge),
        ) => (ErrorKind::Disconnected, format!("the connection to the server was lost: {reason}")),
        // The crate has replaced something by a placeholder.
        mysql::Error::DriverError(DriverError::MixedParams | DriverError::Params(_)) => {
            (ErrorKind::Sql, named_parameter())
        }
        mysql::Error::TlsError(reason) => (ErrorKind::Connection, format!("TLS: {reason}")),
        other => (ErrorKind::Database, other.to_string()),
    };
    Error::new(kind, message).with_source(error)
}

/// An error while a connection was opened.
#[cold]
pub(super) fn connecting(error: mysql::Error, place: &str, timeout: Duration) -> Error {
    let message = match &error {
        mysql::Error::MySqlError(server) => {
            let message = format!("the server at {place} refuses the connection: {}", server.message);
            return Error::new(ErrorKind::Connection, message).with_code(server.code.to_string()).with_source(error);
        }
        mysql::Error::DriverError(DriverError::ConnectTimeout) => silent(place, timeout),
        _ if is_silence(&error) => silent(place, timeout),
        mysql::Error::DriverError(DriverError::CouldNotConnect(Some((_, reason, _)))) => {
            format!("cannot connect to {place}: {reason}")
        }
        mysql::Error::DriverError(DriverError::TlsNotSupported) => {
            format!("the server at {place} does not encrypt: set it up for TLS, or write `?ssl_mode=preferred`")
        }
        mysql::Error::IoError(reason) => format!("cannot connect to {place}: {reason}"),
        other => format!("cannot connect to {place}: {other}"),
    };
    Error::new(ErrorKind::Connection, message).with_source(error)
}

fn silent(place: &str, timeout: Duration) -> String {
    format!("{place} does not answer within {} s (`?connect_timeout=`)", timeout.as_secs_f32())
}

/// Whether the server has said nothing for as long as the socket waits.
fn is_silence(error: &mysql::Error) -> bool {
    let reason = match error {
        mysql::Error::IoError(reason) => Some(reason),
        mysql::Error::CodecError(reason) => reason.source().and_then(|source| source.downcast_ref()),
        _ => None,
    };
    reason.is_some_and(|reason| matches!(reason.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
}

/// For a text in which the crate has found what it takes for a parameter of its own.
fn named_parameter() -> String {
    "a colon before a word is taken for a parameter: write a space after `/` and `-` before quotes, and after the colon"
        .to_owned()
}

/// What is known of an error's number: <https://mariadb.com/kb/en/mariadb-error-codes/>.
fn kind(error: &MySqlError) -> ErrorKind {
    match error.code {
        // Duplicate entry.
        1022 | 1062 | 1169 | 1557 | 1586 | 1761 | 1762 | 1859 => ErrorKind::UniqueViolation(violation(error)),
        1216 | 1217 | 1451 | 1452 => ErrorKind::ForeignKeyViolation(violation(error)),
        // NULL, or a column that was left out and has no default.
        1048 | 1263 | 1364 => ErrorKind::NotNullViolation(violation(error)),
        // MySQL's, and MariaDB's.
        3819 | 4025 => ErrorKind::CheckViolation(violation(error)),
        1213 | 1479 => ErrorKind::Deadlock,
        // MariaDB: the row has changed since the snapshot.
        1020 => ErrorKind::SerializationFailure,
        // Lock wait timeout, NOWAIT, a table that another session has locked.
        1205 | 3058 | 3572 => ErrorKind::Busy,
        // Killed, or slower than max_statement_time or max_execution_time.
        1317 | 1968 | 1969 | 3024 => ErrorKind::Cancelled,
        1036 | 1207 | 1223 | 1290 | 1792 | 1836 | 1874 | 3707 => ErrorKind::ReadOnly,
        1021 | 1114 => ErrorKind::DiskFull,
        1034 | 1035 | 1194 | 1195 | 1712 | 1877 => ErrorKind::Corrupt,
        // The server ends the connection itself.
        1053 | 1077 | 1079 | 1152 | 1153 | 1156..=1161 | 1184 | 1189 | 1190 | 1927 | 1835 | 3032 | 3169 | 4031 => {
            ErrorKind::Disconnected
        }
        1040 | 1043..=1045 | 1049 | 1129 | 1130 | 1203 | 1226 | 1251 | 1275 | 1698 => ErrorKind::Connection,
        1051 | 1109 | 1146 => ErrorKind::NoSuchTable,
        1054 => ErrorKind::NoSuchColumn,
        1178 | 1235 | 1286 | 1289 | 1295 => ErrorKind::Unsupported,
        // Out of range, too long, cut, not a number, not a date.
        1264..=1265 | 1292 | 1366 | 1367 | 1406 | 1411 | 1416 | 1441 | 1525 | 1690 | 1916 | 3140 | 3141 | 4038 => {
            ErrorKind::OutOfRange
        }
        1038 | 1041 | 1059 | 1069 | 1070 | 1116 | 1117 | 1118 | 1206 | 1301 | 1390 | 1436 | 1456 | 1461 | 3636 => {
            ErrorKind::LimitExceeded
        }
        _ => match error.state.get(..2) {
            Some("23") => ErrorKind::IntegrityViolation(violation(error)),
            Some("08") => ErrorKind::Disconnected,
            Some("40") => ErrorKind::SerializationFailure,
            Some("42") => ErrorKind::Sql,
            _ => ErrorKind::Database,
        },
    }
}

/// Whether the transaction may have ended with the error.
pub(super) fn may_end_transaction(error: &Error) -> bool {
    match error.code().and_then(|code| code.parse::<u16>().ok()) {
        // A wait for a lock undoes the statement or the transaction, as the server is set to; what is cancelled while it
        // commits, what finds no room or too many locks, and what a cluster refuses, may undo either.
        Some(1020 | 1021 | 1047 | 1114 | 1180 | 1181 | 1205 | 1206 | 1213 | 1317 | 1479 | 1614 | 1969 | 3024) => true,
        Some(_) => matches!(error.kind(), ErrorKind::SerializationFailure | ErrorKind::Deadlock),
        None => false,
    }
}

/// MySQL tells names in its sentences only, which may be translated: what is in quotes is read, at the places where the
/// manual has it.
fn violation(error: &MySqlError) -> Violation {
    let message = &error.message;
    let quoted = |quote: char| message.split(quote).skip(1).step_by(2).map(str::to_owned);
    match error.code {
        // Duplicate entry 'a' for key 'table.key': the value may have quotes, the key comes last.
        1022 | 1062 | 1169 | 1586 | 1859 => {
            let key = message.trim_end_matches('\'').rsplit('\'').next().filter(|_| message.ends_with('\''));
            let (table, constraint) = match key.and_then(|key| key.split_once('.')) {
                Some((table, constraint)) => (Some(table), Some(constraint)),
                None => (None, key),
            };
            Violation {
                table: table.map(str::to_owned),
                columns: Vec::new(),
                constraint: constraint.map(str::to_owned),
            }
        }
        // (`db`.`table`, CONSTRAINT `name` FOREIGN KEY (`a`, `b`) REFERENCES `other` (`c`, `d`))
        1451 | 1452 => {
            let names: Vec<String> = quoted('`').collect();
            let columns = message.split_once("FOREIGN KEY (").and_then(|(_, rest)| rest.split_once(')'));
            let columns = columns.map_or("", |(columns, _)| columns).split('`').skip(1).step_by(2);
            Violation {
                table: names.get(1).cloned(),
                columns: columns.map(str::to_owned).collect(),
                constraint: names.get(2).cloned(),
            }
        }
        // Column 'a' cannot be null; Field 'a' doesn't have a default value
        1048 | 1263 | 1364 => Violation { table: None, columns: quoted('\'').take(1).collect(), constraint: None },
        3819 => Violation { table: None, columns: Vec::new(), constraint: quoted('\'').next() },
        // CONSTRAINT `name` failed for `db`.`table`; a column's own check has the name `table.column`.
        4025 => {
            let names: Vec<String> = quoted('`').collect();
            let (constraint, table) = (names.first().cloned(), names.get(2).cloned());
            let column = constraint.as_deref().zip(table.as_deref()).and_then(|(constraint, table)| {
                constraint.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned)
            });
            Violation { table, columns: column.into_iter().collect(), constraint }
        }
        _ => Violation::default(),
    }
}

/// The server's sentence, and the cure where it is known.
fn message(error: &MySqlError) -> String {
    let cure = match error.code {
        1295 => "the server takes it as plain text only, without values",
        1461 => "give the URL a smaller `?statement_cache_size=`, or raise max_prepared_stmt_count",
        _ => return error.message.clone(),
    };
    format!("{}: {cure}", error.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: u16, message: &str) -> Violation {
        violation(&MySqlError { state: "23000".into(), message: message.into(), code })
    }

    #[test]
    fn the_names_of_a_violated_constraint_are_read_from_the_quotes() {
        let key = found(1062, "Duplicate entry 'it's' for key 'user_account.uq_name'");
        assert_eq!((key.table.as_deref(), key.constraint.as_deref()), (Some("user_account"), Some("uq_name")));
        assert_eq!(found(1062, "Duplicate entry '1' for key 'PRIMARY'").constraint.as_deref(), Some("PRIMARY"));
        let sentence = "Cannot add or update a child row: a foreign key constraint fails (`shop`.`address`, CONSTRAINT \
                        `fk_user` FOREIGN KEY (`a`, `b`) REFERENCES `user` (`c`, `d`))";
        let key = found(1452, sentence);
        assert_eq!((key.table.as_deref(), key.constraint.as_deref()), (Some("address"), Some("fk_user")));
        assert_eq!(key.columns, ["a", "b"]);
        assert_eq!(found(1048, "Column 'name' cannot be null").columns, ["name"]);
        let check = found(4025, "CONSTRAINT `t.age` failed for `shop`.`t`");
        assert_eq!((check.table.as_deref(), check.columns), (Some("t"), vec!["age".to_owned()]));
        assert_eq!(found(3819, "Check constraint 'ck' is violated.").constraint.as_deref(), Some("ck"));
        assert_eq!(found(1062, "nothing"), Violation::default());
    }
}
