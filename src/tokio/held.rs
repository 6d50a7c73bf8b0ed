//! What is held over awaits: it goes to a thread with each call, and comes back with the answer.

use std::mem::replace;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::aside::{self, Baggage, Guarded, Resource};
use super::call::Call;
use super::permits::{Permit, Permits};
use crate::engine::Cancellation;
use crate::error::{Error, ErrorKind, Result};

/// What can be held: a session, or a connection that is taken when it is wanted.
pub(super) trait Fresh: Resource {
    /// Another one with the same options, that has nothing yet.
    fn fresh(&self, cancellation: &Arc<Cancellation>) -> Self;

    /// Whether a transaction is open. May block.
    fn in_transaction(&mut self) -> bool;
}

/// Something that is held over awaits.
pub(super) struct Held<R: Fresh> {
    here: Guarded<R>,
    /// By which the work of what is here is cancelled.
    cancellation: Arc<Cancellation>,
    permits: Permits,
    /// A call is on its way. If it is still so when the next one comes, the future of that call was dropped.
    away: Option<oneshot::Receiver<()>>,
    in_transaction: bool,
}

/// What is done with the resource on the other thread.
type Work<R, T, E> = Box<dyn FnOnce(&mut R) -> Result<T, E> + Send>;

impl<R: Fresh> Held<R> {
    /// Has no connection yet, but maybe the permit for its first one.
    pub(super) fn new(make: impl FnOnce(&Arc<Cancellation>) -> R, permits: Permits, permit: Option<Permit>) -> Self {
        let cancellation = Arc::new(Cancellation::default());
        let here = Guarded::new(make(&cancellation), Baggage { permit, end: None });
        Self { here, cancellation, permits, away: None, in_transaction: false }
    }

    /// What is here now.
    pub(super) fn get(&self) -> &R {
        self.here.get()
    }

    /// The same, to change what is in memory.
    pub(super) fn get_mut(&mut self) -> &mut R {
        self.here.get_mut()
    }

    /// Whether a transaction was open after the last call.
    pub(super) const fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Runs work with it on a thread that may block.
    pub(super) fn call<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut R) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        Call::new(self.go_and_come(Box::new(work)))
    }

    /// Ends the transaction; after a call that was dropped, that has been done already, and only its end is waited for.
    pub(super) fn roll_back(&mut self, work: fn(&mut R) -> Result<()>) -> Call<'_, ()> {
        Call::new(async move {
            if let Some(end) = &mut self.away {
                // An error says that the other end is gone, which is what is waited for.
                let _ = end.await;
                self.away = None;
                return Ok(());
            }
            self.go_and_come(Box::new(work)).await
        })
    }

    pub(super) async fn go_and_come<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: Work<R, T, E>,
    ) -> Result<T, E> {
        let (mut here, cancellation) = self.leave().await?;
        let told = Arc::clone(&cancellation);
        let there = move || {
            let result = told.check().map_err(E::from).and_then(|()| work(here.get_mut()));
            if told.is_cancelled() {
                here.end();
                return None;
            }
            let in_transaction = here.get_mut().in_transaction();
            Some((here, in_transaction, result))
        };
        let Some((here, in_transaction, result)) = aside::run(&cancellation, there).await? else {
            return Err(dropped().into());
        };
        self.come_back(here, cancellation, in_transaction);
        result
    }

    /// Takes it away, and leaves one that has nothing. From now on, the call counts as dropped until it has come back.
    async fn leave(&mut self) -> Result<(Guarded<R>, Arc<Cancellation>)> {
        if self.away.is_some() {
            return Err(dropped());
        }
        aside::runtime()?;
        if self.here.baggage.permit.is_none() {
            self.here.baggage.permit = Some(self.permits.take().await?);
        }
        let (end, away) = oneshot::channel();
        self.here.baggage.end = Some(end);
        self.away = Some(away);
        self.in_transaction = false;
        let cancellation = Arc::new(Cancellation::default());
        let fresh = Guarded::new(self.here.get().fresh(&cancellation), Baggage::default());
        Ok((replace(&mut self.here, fresh), replace(&mut self.cancellation, cancellation)))
    }

    fn come_back(&mut self, here: Guarded<R>, cancellation: Arc<Cancellation>, in_transaction: bool) {
        self.here = here;
        self.cancellation = cancellation;
        self.here.baggage.end = None;
        if !self.here.get().has_connection() {
            self.here.baggage.permit = None;
        }
        self.away = None;
        self.in_transaction = in_transaction;
    }
}

/// For what is called after a call whose future was dropped.
#[cold]
fn dropped() -> Error {
    Error::new(
        ErrorKind::Cancelled,
        "the future of a call before was dropped, or has panicked: its transaction is rolled back, and what was in memory \
         is gone; `rollback` begins anew",
    )
}
