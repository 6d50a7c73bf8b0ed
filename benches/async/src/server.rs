//! The server: the same routes for all contestants, who only have to speak to their database.

use std::error::Error;
use std::future::Future;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// What a contestant answers.
pub(crate) type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// One library, on one database.
pub(crate) trait Contestant: Clone + Send + Sync + 'static {
    /// One row, by its key.
    fn author(&self, id: i32) -> impl Future<Output = Answer<Option<AuthorView>>> + Send;

    /// Writes one row, and returns its key.
    fn comment(&self, remark: RemarkBody) -> impl Future<Output = Answer<i32>> + Send;

    /// An author, the latest ten posts, and how many there are: three selects.
    fn page(&self, id: i32) -> impl Future<Output = Answer<Option<PageView>>> + Send;
}

#[derive(Serialize)]
pub(crate) struct AuthorView {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) visits: i32,
}

#[derive(Serialize)]
pub(crate) struct PostView {
    pub(crate) id: i32,
    pub(crate) title: String,
}

#[derive(Serialize)]
pub(crate) struct PageView {
    pub(crate) author: AuthorView,
    pub(crate) posts: Vec<PostView>,
    pub(crate) count: i64,
}

#[derive(Deserialize)]
pub(crate) struct RemarkBody {
    pub(crate) post_id: i32,
    pub(crate) body: String,
}

#[derive(Serialize)]
pub(crate) struct Created {
    id: i32,
}

/// How many posts a page has.
pub(crate) const PAGE: u64 = 10;

/// Serves requests until the process is ended, and prints its port first.
pub(crate) async fn serve<C: Contestant>(contestant: C) -> Answer<()> {
    let routes = Router::new()
        .route("/authors/{id}", get(author::<C>))
        .route("/remarks", post(comment::<C>))
        .route("/pages/{id}", get(page::<C>))
        .with_state(contestant);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    Ok(axum::serve(listener, routes).await?)
}

type Response<T> = Result<(StatusCode, Json<T>), (StatusCode, String)>;

async fn author<C: Contestant>(State(contestant): State<C>, Path(id): Path<i32>) -> Response<AuthorView> {
    found(contestant.author(id).await)
}

async fn comment<C: Contestant>(State(contestant): State<C>, Json(remark): Json<RemarkBody>) -> Response<Created> {
    found(contestant.comment(remark).await.map(|id| Some(Created { id })))
}

async fn page<C: Contestant>(State(contestant): State<C>, Path(id): Path<i32>) -> Response<PageView> {
    found(contestant.page(id).await)
}

fn found<T>(answer: Answer<Option<T>>) -> Response<T> {
    match answer {
        Ok(Some(view)) => Ok((StatusCode::OK, Json(view))),
        Ok(None) => Err((StatusCode::NOT_FOUND, "there is none".to_owned())),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
    }
}
