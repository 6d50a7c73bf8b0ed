//! The session of one request, for handlers that hold it over awaits.

use std::ops::{Deref, DerefMut};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use realgar::tokio::{AsyncEngine, AsyncSession};

use crate::Failure;

/// The session of one request. It takes its connection with its first statement; what is not committed when the handler
/// returns, or is dropped, is rolled back.
pub struct Work(AsyncSession);

impl<S> FromRequestParts<S> for Work
where
    S: Send + Sync,
    AsyncEngine: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Failure> {
        Ok(Self(AsyncSession::new(&AsyncEngine::from_ref(state))))
    }
}

impl Deref for Work {
    type Target = AsyncSession;

    fn deref(&self) -> &AsyncSession {
        &self.0
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut AsyncSession {
        &mut self.0
    }
}
