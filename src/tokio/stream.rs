//! The rows of a running statement, as they come.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::error::Result;

/// Rows as they come: a `futures_core::Stream`. Dropped before its end, it cancels the statement and rolls back.
#[must_use = "nothing is done before it is polled"]
pub struct AsyncStream<'h, R> {
    /// What sends the rows; gone when it has come to its end.
    work: Option<Pin<Box<dyn Future<Output = Result<()>> + Send + 'h>>>,
    batches: Receiver<Vec<R>>,
    batch: vec::IntoIter<R>,
    /// How the work ended, until it is told.
    end: Result<()>,
}

/// One batch waits while another one is read.
pub(super) fn channel<R>() -> (Sender<Vec<R>>, Receiver<Vec<R>>) {
    mpsc::channel(1)
}

/// Sends rows in batches, and stops when nobody wants them any more. Blocks while the reader is slower.
pub(super) fn send<R>(rows: impl Iterator<Item = Result<R>>, batch: usize, to: &Sender<Vec<R>>) -> Result<()> {
    let mut full = Vec::new();
    for row in rows {
        match row {
            Ok(row) => full.push(row),
            Err(error) => {
                // What came before the error is told before it.
                let _ = to.blocking_send(full);
                return Err(error);
            }
        }
        if full.len() >= batch && to.blocking_send(std::mem::take(&mut full)).is_err() {
            return Ok(());
        }
    }
    if !full.is_empty() {
        // Nobody may be there for the rest.
        let _ = to.blocking_send(full);
    }
    Ok(())
}

impl<'h, R> AsyncStream<'h, R> {
    pub(super) fn new(work: impl Future<Output = Result<()>> + Send + 'h, batches: Receiver<Vec<R>>) -> Self {
        Self { work: Some(Box::pin(work)), batches, batch: Vec::new().into_iter(), end: Ok(()) }
    }

    /// The next row, or `None` after the last one and after an error.
    ///
    /// # Errors
    ///
    /// As the method that made the stream.
    pub async fn next(&mut self) -> Option<Result<R>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends the statement before its last row, and lets the transaction go on, or commits that of
    /// [`AsyncEngine::stream`](super::AsyncEngine::stream).
    ///
    /// ```
    /// # use realgar::tokio::AsyncEngine;
    /// # use realgar::{Engine, text};
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// # let db = AsyncEngine::new(Engine::new("sqlite://")?);
    /// let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    ///              SELECT i FROM n";
    /// let mut conn = db.connect().await?;
    /// let mut numbers = conn.stream(text(count).typed::<i64>(), 10);
    /// assert_eq!(numbers.next().await.transpose()?, Some(1));
    /// numbers.close().await?;
    /// assert!(conn.in_transaction());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database says about its end.
    pub async fn close(mut self) -> Result<()> {
        self.batches.close();
        // A sender that waits hears of it, and what it has sent is not wanted.
        while self.batches.recv().await.is_some() {}
        match self.work.take() {
            Some(work) => work.await,
            None => self.end,
        }
    }
}

/// Rows are never pinned.
impl<R> Unpin for AsyncStream<'_, R> {}

impl<R> Stream for AsyncStream<'_, R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if let Some(work) = &mut self.work
                && let Poll::Ready(end) = work.as_mut().poll(context)
            {
                self.work = None;
                self.end = end;
            }
            match ready!(self.batches.poll_recv(context)) {
                Some(batch) => self.batch = batch.into_iter(),
                // The work lets go of its sender before its own end.
                None if self.work.is_some() => return Poll::Pending,
                None => {
                    let end = std::mem::replace(&mut self.end, Ok(()));
                    return Poll::Ready(end.err().map(Err));
                }
            }
        }
    }
}

impl<R> fmt::Debug for AsyncStream<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncStream").field("has_ended", &self.work.is_none()).finish_non_exhaustive()
    }
}
