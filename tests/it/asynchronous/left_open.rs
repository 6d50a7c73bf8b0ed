//! What the database itself says about transactions that were left open.

use std::time::Duration;

use realgar::prelude::*;

use super::{Database, blocking};

impl Database {
    /// Waits until the database knows of no transaction of this database's engines.
    ///
    /// A server may still be rolling back when the connection is closed on our side; a transaction that nobody will end
    /// stays.
    pub(super) fn has_no_transaction(&self, place: &str) {
        let mut open = 0;
        for _ in 0..2_000 {
            open = self.transactions();
            if open == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{place}: {open} transactions are open");
    }

    /// How many transactions are open, by the database's own account.
    fn transactions(&self) -> i64 {
        if let Some(observer) = &self.observer {
            let count = if self.is_postgres() { of_postgres } else { of_mysql };
            return blocking(|| observer.begin(|conn| count(conn, &self.name))).unwrap();
        }
        let Some(path) = self.url.strip_prefix("sqlite:///") else {
            // In memory, another connection is one of ours.
            return 0;
        };
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::ZERO).unwrap();
        // A writer keeps this from beginning, and a reader, who does not know of this write, the log from being emptied.
        let writer = connection.execute_batch("BEGIN IMMEDIATE; PRAGMA user_version = 1; COMMIT").is_err();
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        i64::from(writer || busy != Ok(0))
    }
}

/// Sessions of this name that are in a transaction, whatever they do.
fn of_postgres(conn: &mut Connection, name: &str) -> realgar::Result<i64> {
    let count = "SELECT count(*) FROM pg_stat_activity \
                 WHERE application_name = :name AND (xact_start IS NOT NULL OR state <> 'idle')";
    conn.scalar(text(count).bind("name", name).typed::<i64>()).map(Option::unwrap_or_default)
}

/// Transactions of sessions that use the database of this name.
///
/// `information_schema.innodb_trx` shows the same, but as it was when somebody looked who had not looked for a tenth of a
/// second: never, if it is asked after each of many programs.
fn of_mysql(conn: &mut Connection, name: &str) -> realgar::Result<i64> {
    let sessions = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE db = :name";
    let sessions = conn.scalars(text(sessions).bind("name", name).typed::<String>())?.all();
    let status = conn.execute(text("SHOW ENGINE INNODB STATUS").typed::<(String, String, String)>())?.one()?.2;
    let is_open = |transaction: &&str| {
        let has_begun = transaction.split_once(", ").is_some_and(|(_, state)| !state.starts_with("not started"));
        let session = transaction.split_once("thread id ").and_then(|(_, rest)| rest.split(',').next());
        has_begun && session.is_some_and(|session| sessions.iter().any(|known| known == session))
    };
    Ok(status.split("---TRANSACTION ").skip(1).filter(is_open).count().try_into().unwrap_or(i64::MAX))
}

/// The three accounts see what they are asked about.
#[test]
fn a_transaction_that_is_open_is_seen() {
    for database in super::databases().iter().skip(1) {
        let engine = database.engine(|builder| builder);
        database.has_no_transaction("before");
        let mut conn = blocking(|| engine.connect()).unwrap();
        for sql in ["INSERT INTO user_account (name) VALUES ('sandy')", "SELECT * FROM user_account"] {
            blocking(|| conn.execute(text(sql)).map(drop)).unwrap();
            assert_eq!(database.transactions(), 1, "`{sql}` on {}", database.url);
            blocking(|| conn.rollback()).unwrap();
            database.has_no_transaction("after ROLLBACK");
        }
    }
}
