//! What went wrong, as a response.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use realgar::ErrorKind;
use serde::Serialize;

/// Why a request was not answered.
#[derive(Debug)]
pub enum Failure {
    /// The database or the session said no.
    Database(realgar::Error),
    /// Somebody else has edited the row since the client read it.
    Edited,
}

impl From<realgar::Error> for Failure {
    fn from(error: realgar::Error) -> Self {
        Self::Database(error)
    }
}

#[derive(Serialize)]
struct Body {
    error: String,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Edited => (StatusCode::CONFLICT, "somebody has edited it since you read it".to_owned()),
            // On a server, the one that comes second is found by the flush or by the database.
            Self::Database(error) if matches!(error.kind(), ErrorKind::StaleData | ErrorKind::SerializationFailure) => {
                tracing::info!(%error, "somebody was first");
                return Self::Edited.into_response();
            }
            Self::Database(error) => {
                let status = match error.kind() {
                    ErrorKind::NoRows => StatusCode::NOT_FOUND,
                    ErrorKind::UniqueViolation(_) => StatusCode::CONFLICT,
                    ErrorKind::CheckViolation(_) => StatusCode::UNPROCESSABLE_ENTITY,
                    ErrorKind::Busy | ErrorKind::PoolTimeout => StatusCode::SERVICE_UNAVAILABLE,
                    _ => StatusCode::INTERNAL_SERVER_ERROR,
                };
                // A client gets a sentence of an error that it can do something about, and of no error the statement. The
                // log gets all of it.
                if status == StatusCode::INTERNAL_SERVER_ERROR {
                    tracing::error!(%error, "a request failed");
                    (status, "internal error".to_owned())
                } else {
                    tracing::info!(%error, "a request was refused");
                    (status, error.message().to_owned())
                }
            }
        };
        (status, Json(Body { error })).into_response()
    }
}
