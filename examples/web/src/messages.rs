//! Messages.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use realgar::prelude::*;
use serde::{Deserialize, Serialize};

use crate::guestbook::{Guest, Message, NewMessage};
use crate::{Database, Failure};

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

pub async fn create(
    State(database): State<Database>,
    Path(guest): Path<i32>,
    Json(body): Json<Write>,
) -> Result<(StatusCode, Json<View>), Failure> {
    let written = database.write(move |session| {
        let guest = session.get_one(Guest, guest)?;
        let message = session.add(NewMessage::new(guest, body.body));
        session.flush()?;
        view(session, message)
    });
    Ok((StatusCode::CREATED, Json(written.await?)))
}

pub async fn show(State(database): State<Database>, Path(id): Path<i32>) -> Result<Json<View>, Failure> {
    let shown = database.read(move |session| {
        let message = session.get_one(Message, id)?;
        view(session, message)
    });
    Ok(Json(shown.await?))
}

/// Of clients that edit the same state of a message, the first gets 200 and the others 409: `edits` is its version, and
/// every flush that changes the message counts it up.
pub async fn edit(
    State(database): State<Database>,
    Path(id): Path<i32>,
    Json(edit): Json<Edit>,
) -> Result<Json<View>, Failure> {
    let edited = database.write(move |session| {
        let message = session.get_one(Message, id)?;
        // The lock is ours since before the row was read: nobody changes it between here and the commit.
        if session[message].edits != edit.edits {
            return Ok(None);
        }
        session[message].body = edit.body;
        session.flush()?;
        view(session, message).map(Some)
    });
    edited.await?.map(Json).ok_or(Failure::Edited)
}

/// How many messages a page has.
const PAGE: u64 = 20;

pub async fn list(State(database): State<Database>, Query(search): Query<Search>) -> Result<Json<Vec<View>>, Failure> {
    let found = database.read(move |session| {
        let query = select((Guest.name, Message.id, Message.body, Message.edits))
            .join(Message)
            .filter(search.guest.map(|name| Guest.name.eq(name)))
            .filter(search.text.map(|text| Message.body.contains(text)))
            .order_by(Message.id.desc())
            .limit(PAGE)
            .offset(search.page.saturating_mul(PAGE));
        let rows = session.execute(query)?;
        Ok(rows.map_into(|(guest, id, body, edits)| View { id, guest, body, edits }).all())
    });
    Ok(Json(found.await?))
}
