//! One call of a session or connection that is held over awaits, as a future.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::{Error, Result};

/// One call of an [`AsyncSession`](super::AsyncSession) or [`AsyncConnection`](super::AsyncConnection). It begins when it
/// is first polled; dropped before its end, it rolls the transaction back.
#[must_use = "nothing is done before it is awaited"]
pub struct Call<'h, T, E = Error>(Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'h>>);

impl<'h, T, E> Call<'h, T, E> {
    pub(super) fn new(future: impl Future<Output = Result<T, E>> + Send + 'h) -> Self {
        Self(Box::pin(future))
    }
}

impl<T, E> Future for Call<'_, T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T, E> fmt::Debug for Call<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
