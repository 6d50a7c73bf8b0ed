//! A unit of work as a future.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::aside;
use super::permits::Permits;
use crate::engine::Cancellation;
use crate::error::{Error, Result};

/// One unit of work. It begins when it is first polled, and is rolled back if it is dropped before its end.
#[must_use = "nothing is done before it is awaited"]
pub struct Unit<T, E = Error>(Pin<Box<dyn Future<Output = Result<T, E>> + Send>>);

impl<T: Send + 'static, E: From<Error> + Send + 'static> Unit<T, E> {
    /// Waits for a permit, and then runs the work on a thread that may block.
    pub(super) fn new(
        permits: Permits,
        work: impl FnOnce(&Arc<Cancellation>) -> Result<T, E> + Send + 'static,
    ) -> Self {
        Self(Box::pin(async move {
            aside::runtime()?;
            let permit = permits.take().await?;
            let cancellation = Arc::new(Cancellation::default());
            let told = Arc::clone(&cancellation);
            let work = move || {
                let result = told.check().map_err(E::from).and_then(|()| work(&told));
                // The connection is back in its pool by now.
                drop(permit);
                result
            };
            aside::run(&cancellation, work).await?
        }))
    }
}

impl<T, E> Future for Unit<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T, E> fmt::Debug for Unit<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit").finish_non_exhaustive()
    }
}
