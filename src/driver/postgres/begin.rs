//! BEGIN: where the first statement only reads, it goes to the server together with that, and costs no round trip of its own.

use std::future::Future;

use futures_util::future::join;

use super::connection::Link;
use super::errors;
use crate::driver::{Begin, Control, TransactionStatus};
use crate::error::Result;

impl Link {
    /// Keeps a BEGIN until the first statement, unless that will write.
    ///
    /// A statement that is sent behind a BEGIN runs even if that fails, and outside of a transaction then. Hardly anything but
    /// a lost connection can make BEGIN fail, but what writes must not be committed in that case.
    pub(super) fn put_off(&self, begin: Begin) -> bool {
        if begin.writing || begin.isolation.is_some() {
            return false;
        }
        self.begin.set(Some(Control::Begin(begin).sql()));
        self.status.set(TransactionStatus::Open);
        true
    }

    /// Ends a transaction of which the server has not heard. False if there is none.
    pub(super) fn forget_begin(&self) -> bool {
        let is_begun = self.begin.take().is_none();
        if !is_begun {
            self.status.set(TransactionStatus::Idle);
        }
        !is_begun
    }

    /// Sends the BEGIN that was put off, and waits for it.
    pub(super) fn begin_now(&self) -> Result<()> {
        let Some(begin) = self.begin.take() else { return Ok(()) };
        self.execute(&begin).inspect_err(|_| self.status.set(TransactionStatus::Idle))
    }

    /// Sends the BEGIN that was put off, and what reads behind it, without waiting in between.
    pub(super) async fn begin_with<T>(&self, reading: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(begin) = self.begin.take() else { return reading.await };
        // Each sends when it is first polled, in this order.
        let (begun, read) = join(self.client().batch_execute(&begin), reading).await;
        begun.map_err(|error| {
            self.status.set(TransactionStatus::Idle);
            errors::convert(error)
        })?;
        read
    }
}
