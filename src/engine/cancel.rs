//! Cancelling the statement of a connection from another thread.

use std::fmt;
use std::sync::Arc;

use super::cancellation::Lease;
use super::connection::Connection;
use crate::driver::Cancel;
use crate::error::Result;

/// Cancels what a connection runs, from any thread: made by [`Connection::cancel_handle`].
#[derive(Clone)]
pub struct CancelHandle {
    cancel: Arc<dyn Cancel>,
    lease: Lease,
}

impl CancelHandle {
    /// Cancels the statement that runs at this moment: it fails with `Cancelled`. Does nothing if none runs, or the
    /// connection is gone.
    ///
    /// What becomes of the transaction is the database's business, as with any other error. A server may hear of the request
    /// after this has returned, so the connection is closed, and not kept by the pool, when its user is done with it.
    ///
    /// # Errors
    ///
    /// What the server reports about the request.
    pub fn cancel(&self) -> Result<()> {
        self.lease.request(self.cancel.may_come_late(), || self.cancel.cancel()).unwrap_or(Ok(()))
    }
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").finish_non_exhaustive()
    }
}

impl Connection {
    /// What cancels this connection's statements from another thread, for as long as the connection lives.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use std::time::Duration;
    ///
    /// use realgar::{Engine, ErrorKind, text};
    ///
    /// let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// let handle = conn.cancel_handle()?;
    /// let watchdog = std::thread::spawn(move || {
    ///     std::thread::sleep(Duration::from_millis(50));
    ///     handle.cancel()
    /// });
    /// let endless = "WITH RECURSIVE n (i) AS (
    ///     SELECT 1 UNION ALL SELECT i + 1 FROM n
    /// ) SELECT max(i) FROM n";
    /// let error = conn.execute(text(endless)).unwrap_err();
    /// assert_eq!(*error.kind(), ErrorKind::Cancelled);
    /// watchdog.join().expect("it does not panic")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database cannot, `Disconnected` if the connection is closed.
    pub fn cancel_handle(&mut self) -> Result<CancelHandle> {
        let cancel = self.pooled.raw()?.cancel_handle()?;
        let lease = self.lease.get_or_insert_with(Lease::new).clone();
        Ok(CancelHandle { cancel, lease })
    }
}
