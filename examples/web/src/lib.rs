//! A guest book on axum: one session per request.
//!
//! Each request runs in a session of its own, on a thread where it may block: [`Database`] begins it, commits it
//! if the handler's work ends well, and rolls back if it does not, whether by an error or a panic. Handlers never see a
//! connection, and no session outlives its request.

#![allow(missing_docs, reason = "the names of the routes say it")]

mod error;
mod guests;
mod messages;

use axum::Router;
use axum::routing::{delete, get, post};
use realgar::{Engine, Session, SessionMaker};

pub use error::Failure;

/// The generated schema.
pub mod guestbook {
    realgar::include_schema!("guestbook");
}

/// What handlers share: it makes sessions, those that only read and those that write.
#[derive(Clone)]
pub struct Database {
    reading: SessionMaker,
    writing: SessionMaker,
}

impl Database {
    /// The tables are made if they are not there.
    pub fn open(url: &str) -> realgar::Result<Self> {
        let engine = Engine::builder(url).build()?;
        guestbook::METADATA.create_all(&engine)?;
        let reading = SessionMaker::new(&engine);
        // A request that reads before it writes waits for its turn at the beginning, not in the middle.
        let writing = reading.clone().begin_writing(true);
        Ok(Self { reading, writing })
    }

    /// Runs the work of one request that only reads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> realgar::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        run(self.reading.clone(), work).await
    }

    /// Runs the work of one request that writes, and commits it.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> realgar::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        run(self.writing.clone(), work).await
    }
}

async fn run<T: Send + 'static>(
    sessions: SessionMaker,
    work: impl FnOnce(&mut Session) -> realgar::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let joined = tokio::task::spawn_blocking(move || sessions.begin(work)).await;
    Ok(joined.map_err(|_| Failure::Panicked)??)
}

/// All routes.
pub fn router(database: Database) -> Router {
    Router::new()
        .route("/guests", post(guests::create).get(guests::list))
        .route("/guests/{id}", delete(guests::delete))
        .route("/guests/{id}/messages", post(messages::create))
        .route("/messages", get(messages::list))
        .route("/messages/{id}", get(messages::show).put(messages::edit))
        .with_state(database)
}
