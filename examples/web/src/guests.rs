//! Guests.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use realgar::prelude::*;
use realgar::tokio::AsyncEngine;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::guestbook::{Guest, Message, NewGuest};

#[derive(Deserialize)]
pub struct Create {
    name: String,
}

#[derive(Serialize)]
pub struct View {
    id: i32,
    name: String,
    messages: i64,
}

/// One unit of work: BEGIN, INSERT, COMMIT.
pub async fn create(
    State(db): State<AsyncEngine>,
    Json(body): Json<Create>,
) -> Result<(StatusCode, Json<View>), Failure> {
    let view = db.session(|session| {
        let guest = session.add(NewGuest::new(body.name));
        session.flush()?; // the key comes back
        let Guest { id, name } = session[guest].clone();
        Ok::<_, Failure>(View { id, name, messages: 0 })
    });
    Ok((StatusCode::CREATED, Json(view.await?)))
}

/// Reads only, and so in a transaction that may do nothing else.
pub async fn list(State(db): State<AsyncEngine>) -> Result<Json<Vec<View>>, Failure> {
    let views = db.read(|session| {
        let messages = func::count(Message.id);
        let query = select((Guest.id, Guest.name, messages)).left_join(Guest.messages).group_by(Guest.id);
        let rows = session.execute(query.order_by(Guest.name))?;
        Ok::<_, Failure>(rows.map_into(|(id, name, messages)| View { id, name, messages }).all())
    });
    Ok(Json(views.await?))
}

/// The guest's messages go with the guest.
pub async fn delete(State(db): State<AsyncEngine>, Path(id): Path<i32>) -> Result<StatusCode, Failure> {
    let gone = db.session(move |session| {
        let guest = session.get_one(Guest, id)?;
        Ok::<_, Failure>(session.delete(guest)?)
    });
    gone.await?;
    Ok(StatusCode::NO_CONTENT)
}
