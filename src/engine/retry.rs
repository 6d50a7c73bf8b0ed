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
    /// An error of this library says itself whether it is [retryable](crate::Error::is_retryable). Of an application's
    /// own error, the connection knows: the transaction is run again if the last statement before the closure returned
    /// has failed with such an error, whatever the application has made of it. A refusal of the application's own, after
    /// statements that went well, is returned at once.
    ///
    /// # Errors
    ///
    /// The last attempt's error; the first one after which another attempt would not help.
    pub fn retry<T, E: From<Error> + 'static>(
        &self,
        attempts: u32,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        retry(attempts, || {
            let mut connection = self.connect().map_err(Failed::of)?;
            let value = work(&mut connection).map_err(|error| Failed::with(error, connection.may_retry))?;
            connection.commit().map_err(Failed::of)?;
            Ok(value)
        })
    }
}

/// An attempt that has failed.
pub(crate) struct Failed<E> {
    error: E,
    may_retry: bool,
}

impl<E: From<Error> + 'static> Failed<E> {
    /// With an error of this library.
    pub(crate) fn of(error: Error) -> Self {
        Self { may_retry: error.is_retryable(), error: error.into() }
    }

    /// With an error that a closure has returned; `may_retry` says whether its last statement has failed with an error
    /// after which another attempt may help.
    pub(crate) fn with(error: E, may_retry: bool) -> Self {
        let own = (&error as &dyn Any).downcast_ref::<Error>().map(Error::is_retryable);
        Self { may_retry: own.unwrap_or(may_retry), error }
    }
}

/// Runs `work` again while its errors say that this may help.
pub(crate) fn retry<T, E>(attempts: u32, mut work: impl FnMut() -> Result<T, Failed<E>>) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        match work() {
            Ok(value) => return Ok(value),
            Err(failed) if failed.may_retry && attempt < attempts => sleep(pause(attempt)),
            Err(failed) => return Err(failed.error),
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
