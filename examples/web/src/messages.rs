//! Messages.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use realgar::prelude::*;
use realgar::tokio::AsyncEngine;
use serde::{Deserialize, Serialize};

use crate::guestbook::{Guest, Message, NewMessage};
use crate::{Failure, Work};

#[derive(Deserialize)]
pub struct Write {
    body: String,
}

#[derive(Deserialize)]
pub struct Edit {
    body: String,
    /// How often the message had been edited when the client read it.
    edits: i32,
}

#[derive(Deserialize)]
pub struct Search {
    /// Only messages of this guest.
    guest: Option<String>,
    /// Only messages that have this in them.
    text: Option<String>,
    #[serde(default)]
    page: u64,
}

#[derive(Serialize)]
pub struct View {
    id: i32,
    guest: String,
    body: String,
    edits: i32,
}

/// What is shown of a message: its guest comes out of the session, if it is there.
fn view(session: &mut Session, message: Handle<Message>) -> realgar::Result<View> {
    let guest = session.related(message, Message.guest)?;
    let Message { id, body, edits, .. } = session[message].clone();
    Ok(View { id, guest: session[guest].name.clone(), body, edits })
}

/// Something that is awaited while the session is held, as a call of another service would be.
async fn checked(body: String) -> Result<String, Failure> {
    tokio::task::yield_now().await;
    Ok(body.trim().to_owned())
}

/// Holds its session over awaits. If the client hangs up, the handler is dropped at one of them, and nothing is written.
pub async fn create(
    Path(guest): Path<i32>,
    mut session: Work,
    Json(body): Json<Write>,
) -> Result<(StatusCode, Json<View>), Failure> {
    let guest = session.get_one(Guest, guest).await?;
    let body = checked(body.body).await?;
    let message = session.add(NewMessage::new(guest, body));
    session.flush().await?;
    let view = session.run(move |session| view(session, message)).await?;
    session.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

pub async fn show(State(db): State<AsyncEngine>, Path(id): Path<i32>) -> Result<Json<View>, Failure> {
    let shown = db.read(move |session| {
        let message = session.get_one(Message, id)?;
        Ok::<_, Failure>(view(session, message)?)
    });
    Ok(Json(shown.await?))
}

/// Of clients that edit the same state of a message, the first gets 200 and the others 409: `edits` is its version, and
/// every flush that changes the message counts it up.
pub async fn edit(
    State(db): State<AsyncEngine>,
    Path(id): Path<i32>,
    Json(edit): Json<Edit>,
) -> Result<Json<View>, Failure> {
    let edited = db.session(move |session| {
        let message = session.get_one(Message, id)?;
        // On SQLite the lock is ours since before the row was read; elsewhere the flush finds out who was first.
        if session[message].edits != edit.edits {
            return Err(Failure::Edited);
        }
        session[message].body = edit.body;
        session.flush()?;
        Ok(view(session, message)?)
    });
    Ok(Json(edited.await?))
}

/// How many messages a page has.
const PAGE: u64 = 20;

pub async fn list(State(db): State<AsyncEngine>, Query(search): Query<Search>) -> Result<Json<Vec<View>>, Failure> {
    let found = db.read(move |session| {
        let query = select((Guest.name, Message.id, Message.body, Message.edits))
            .join(Message)
            .filter(search.guest.map(|name| Guest.name.eq(name)))
            .filter(search.text.map(|text| Message.body.contains(text)))
            .order_by(Message.id.desc())
            .limit(PAGE)
            .offset(search.page.saturating_mul(PAGE));
        let rows = session.execute(query)?;
        Ok::<_, Failure>(rows.map_into(|(guest, id, body, edits)| View { id, guest, body, edits }).all())
    });
    Ok(Json(found.await?))
}
