//! Guests.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use realgar::prelude::*;
use serde::{Deserialize, Serialize};

use crate::guestbook::{Guest, Message, NewGuest};
use crate::{Database, Failure};

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

pub async fn create(
    State(database): State<Database>,
    Json(body): Json<Create>,
) -> Result<(StatusCode, Json<View>), Failure> {
    let view = database.write(|session| {
        let guest = session.add(NewGuest::new(body.name));
        session.flush()?; // the key comes back
        let Guest { id, name } = session[guest].clone();
        Ok(View { id, name, messages: 0 })
    });
    Ok((StatusCode::CREATED, Json(view.await?)))
}

pub async fn list(State(database): State<Database>) -> Result<Json<Vec<View>>, Failure> {
    let views = database.read(|session| {
        let messages = func::count(Message.id);
        let query = select((Guest.id, Guest.name, messages)).left_join(Guest.messages).group_by(Guest.id);
        let rows = session.execute(query.order_by(Guest.name))?;
        Ok(rows.map_into(|(id, name, messages)| View { id, name, messages }).all())
    });
    Ok(Json(views.await?))
}

/// The guest's messages go with the guest.
pub async fn delete(State(database): State<Database>, Path(id): Path<i32>) -> Result<StatusCode, Failure> {
    let gone = database.write(move |session| {
        let guest = session.get_one(Guest, id)?;
        session.delete(guest)
    });
    gone.await?;
    Ok(StatusCode::NO_CONTENT)
}
