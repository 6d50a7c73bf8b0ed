//! How far a server is with the log of changes: what a replica has to have replayed before it is asked.

use std::fmt;
use std::str::FromStr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::statement::text;

/// The pause after the first answer that is not far enough; it doubles up to the longest one.
const FIRST_PAUSE: Duration = Duration::from_millis(1);

/// The longest pause between two questions.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// The size of a page of the log, and of what stands at its head.
const PAGE: u64 = 8192;
const PAGE_HEADER: u64 = 24;

/// A place in the log of changes that a primary writes and its replicas replay: PostgreSQL's LSN.
///
/// As text, `16/B374D848`, it goes into a cookie or a message and comes back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogPosition(u64);

impl Engine {
    /// How far this server is: what was committed on a primary before this call stands before that place. A replica tells
    /// how far it has replayed the log.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database is not PostgreSQL; whatever it reports.
    pub fn log_position(&self) -> Result<LogPosition> {
        self.refuse_other_dialects()?;
        let position = text(
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END::text",
        );
        let position = self.connect()?.scalar(position.typed::<String>())?.unwrap_or_default();
        let LogPosition(place) = position.parse()?;
        // The server tells where the next record begins. What has been replayed ends before the head of a page.
        Ok(LogPosition(if place % PAGE == PAGE_HEADER { place - PAGE_HEADER } else { place }))
    }

    /// Waits until this replica has replayed the log up to a place, so that a read that follows finds what was written
    /// there. A primary has all of it: then nothing is waited for.
    ///
    /// ```no_run
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::prelude::*;
    /// use std::time::Duration;
    ///
    /// let primary = Engine::new("postgresql://primary/shop")?;
    /// let replica = Engine::new("postgresql://replica/shop")?;
    /// primary.begin(|conn| conn.execute(text("INSERT INTO item VALUES (1)")))?;
    /// let written = primary.log_position()?;
    /// replica.wait_for(&written, Duration::from_secs(1))?;
    /// let items = text("SELECT count(*) FROM item").typed::<i64>();
    /// assert!(replica.connect()?.scalar(items)? >= Some(1));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `ReplicaBehind` if it is not there in time: read from the primary then, or wait longer. `Unsupported` if the
    /// database is not PostgreSQL; whatever it reports.
    pub fn wait_for(&self, position: &LogPosition, timeout: Duration) -> Result<()> {
        self.refuse_other_dialects()?;
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut connection = self.connect()?;
        loop {
            let question = text(
                "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - CAST(:position AS pg_lsn) >= 0 \
                 ELSE true END",
            );
            let answer = connection.scalar(question.bind("position", position.to_string()).typed::<bool>())?;
            connection.rollback()?;
            if answer == Some(true) {
                return Ok(());
            }
            let Some(left) = timeout.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) else {
                return Err(Error::new(
                    ErrorKind::ReplicaBehind,
                    format!(
                        "the replica has not replayed the log up to {position} within {} ms: read from the primary, or wait \
                         longer",
                        timeout.as_millis()
                    ),
                ));
            };
            sleep(pause.min(left));
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    fn refuse_other_dialects(&self) -> Result<()> {
        if self.dialect() == Dialect::PostgreSql {
            return Ok(());
        }
        Err(Error::unsupported(
            "only replicas of PostgreSQL can be waited for: elsewhere, read from the primary what has just been written",
        ))
    }
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

impl FromStr for LogPosition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let half = |half: &str| u32::from_str_radix(half, 16).ok().map(u64::from);
        let parsed = text.split_once('/').and_then(|(high, low)| Some((half(high)? << 32) | half(low)?));
        parsed.map(Self).ok_or_else(|| {
            Error::decode(format!("`{text}` is no place in PostgreSQL's log, which looks like 16/B374D848"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let position: LogPosition = "16/B374D848".parse().expect("a position");
        assert_eq!(position, LogPosition(0x16_B374_D848));
        assert_eq!(position.to_string(), "16/B374D848");
        for wrong in ["", "16", "16/", "/1", "x/1", "1/123456789", "1/2/3"] {
            let error = wrong.parse::<LogPosition>().expect_err(wrong);
            assert_eq!(*error.kind(), ErrorKind::Decode);
        }
    }
}
