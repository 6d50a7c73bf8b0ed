//! A guest book on axum, without a thread that waits: one session per request.
//!
//! Most requests are one unit of work: a closure that [`AsyncEngine::session`] or [`AsyncEngine::read`] runs on a thread that
//! may block, and commits or rolls back. A handler that awaits something else in between takes a [`Work`], which holds a
//! session for it. Either way, a client that hangs up leaves nothing half done: the future is dropped, and what it has begun
//! is rolled back.

#![allow(missing_docs, reason = "the names of the routes say it")]

mod error;
mod guests;
mod messages;
mod work;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{delete, get, post};
use realgar::tokio::AsyncEngine;
use realgar::{Engine, SessionMaker};
use tracing::Instrument as _;

pub use error::Failure;
pub use work::Work;

/// The generated schema.
pub mod guestbook {
    realgar::include_schema!("guestbook");
}

/// Opens the database that the URL names, and makes the tables if they are not there. Blocks: call it before the server
/// starts.
pub fn open(url: &str) -> realgar::Result<AsyncEngine> {
    let engine = Engine::builder(url).build()?;
    guestbook::METADATA.create_all(&engine)?;
    // On SQLite, a request that reads before it writes waits for its turn at the beginning, not in the middle.
    let sessions = SessionMaker::new(&engine).begin_writing(true);
    Ok(AsyncEngine::new(engine).session_maker(sessions))
}

/// All routes.
pub fn router(db: AsyncEngine) -> Router {
    Router::new()
        .route("/guests", post(guests::create).get(guests::list))
        .route("/guests/{id}", delete(guests::delete))
        .route("/guests/{id}/messages", post(messages::create))
        .route("/messages", get(messages::list))
        .route("/messages/{id}", get(messages::show).put(messages::edit))
        .layer(from_fn(traced))
        .with_state(db)
}

/// What is logged while a request is handled says which one it is.
async fn traced(request: Request, next: Next) -> Response {
    let span = tracing::info_span!("request", method = %request.method(), path = request.uri().path());
    let response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), "answered"));
    response
}
