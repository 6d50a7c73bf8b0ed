//! Running a whole transaction again.

use std::any::Any;
use std::hash::{BuildHasher as _, RandomState};
use std::thread::sleep;
use std::time::Duration;

use super::Engine;
use super::connection::Connection;
use crate::error::{Error, Result};

/// The longest pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// The longest pause at all.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Engine {
    /// Runs a transaction as [`begin`](Self::begin) does, and runs the whole of it again, up to `attempts` times in
    /// all, if it could not be serialized with others, was chosen to end a deadlock, or found the database locked.
    ///
    /// Between the attempts it pauses for a random time, up to 10 ms after the first one and up to 1 s later. What
    /// the closure does besides the database's work, it does once for each attempt. An error in COMMIT whose outcome
    /// is not known is never retried.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// # engine.begin(|conn| conn.execute(text("CREATE TABLE account (id INTEGER PRIMARY KEY, cents INTEGER)")))?;
    /// let changed = engine.retry(5, |conn| {
    ///     conn.execute(text("UPDATE account SET cents = cents - 100 WHERE id = 1"))?;
    ///     conn.execute(text("UPDATE account SET cents = cents + 100 WHERE id = 2"))
    /// })?;
    /// assert_eq!(changed.rows_affected(), 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The closure's error may be of any type that is made of [`Error`]. An [`Error`] says itself whether to try again;
    /// for any other type, that is decided by how the last statement went: the transaction is run again if that has
    /// failed with a conflict. A conflict that the closure has got over, so that statements after it went well, is no
    /// reason to run it again.
    ///
    /// # Errors
    ///
    /// The last attempt's error; the first one after which the database has not said that another attempt may help
    /// ([`Error::is_retryable`]).
    pub fn retry<T, E: From<Error> + 'static>(
        &self,
        attempts: u32,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        retry(attempts, || {
            let mut connection = self.connect().map_err(Failed::by_database)?;
            match work(&mut connection) {
                Ok(value) => connection.commit().map(|()| value).map_err(Failed::by_database),
                Err(error) => Err(Failed::by_work(error, connection.met_conflict())),
            }
        })
    }
}

/// An attempt that failed.
pub(crate) struct Failed<E> {
    pub(crate) error: E,
    /// The database has said that running the transaction again may help.
    pub(crate) met_conflict: bool,
}

impl<E: From<Error> + 'static> Failed<E> {
    /// The closure has failed, after a last statement that has met a conflict or not.
    pub(crate) fn by_work(error: E, met_conflict: bool) -> Self {
        // An error of ours says it itself, even if the closure has made it.
        let own = (&error as &dyn Any).downcast_ref::<Error>().map(is_conflict);
        Self { met_conflict: own.unwrap_or(met_conflict), error }
    }

    pub(crate) fn by_database(error: Error) -> Self {
        Self { met_conflict: error.is_retryable(), error: error.into() }
    }
}

/// Whether an error is a conflict, or was made of one.
fn is_conflict(error: &Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<Error>().is_some_and(Error::is_retryable) {
            return true;
        }
        next = error.source();
    }
    false
}

/// Runs `work` again while its errors say that this may help.
pub(crate) fn retry<T, E>(attempts: u32, mut work: impl FnMut() -> Result<T, Failed<E>>) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        match work() {
            Ok(value) => return Ok(value),
            Err(Failed { met_conflict: true, .. }) if attempt < attempts => sleep(pause(attempt)),
            Err(Failed { error, .. }) => return Err(error),
        }
        attempt += 1;
    }
}

/// A random time between nothing and the longest pause of this attempt, so that two losers do not meet again.
fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << (attempt - 1).min(16)).min(LONGEST_PAUSE);
    // Each `RandomState` has a key of its own: randomness without a dependency.
    let random = RandomState::new().hash_one(attempt) as u32;
    longest.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_second_and_no_further() {
        for attempt in [1, 2, 8, 40, u32::MAX] {
            let longest = if attempt == 1 { FIRST_PAUSE } else { LONGEST_PAUSE };
            assert!(pause(attempt) <= longest, "attempt {attempt}");
        }
    }
}
