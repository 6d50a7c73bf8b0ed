//! Diesel on SQLite: deadpool's threads, one visit for each request.

use deadpool_diesel::sqlite::{Hook, HookError, Manager, Pool, Runtime};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::diesel_tables::{Author, NewRemark, author, post, remark, view};
use super::{PATIENCE, POOL};
use crate::overhead::ROWS;
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct Deadpool(Pool);

impl Deadpool {
    pub(crate) fn open(url: &str) -> Answer<Self> {
        Self::at(url.strip_prefix("sqlite:///").unwrap_or(url), POOL)
    }

    /// One connection to a database of its own with the rows of the measurement of units.
    pub(crate) async fn in_memory() -> Answer<Self> {
        let this = Self::at(":memory:", 1)?;
        this.visit(|connection| connection.batch_execute(ROWS)).await?;
        Ok(this)
    }

    fn at(path: &str, size: usize) -> Answer<Self> {
        let pragmas =
            format!("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = {PATIENCE}");
        let hook = Hook::async_fn(move |connection, _| {
            let pragmas = pragmas.clone();
            Box::pin(async move {
                let set = connection.interact(move |connection| connection.batch_execute(&pragmas)).await;
                set.map_err(|error| HookError::message(error.to_string()))?
                    .map_err(|error| HookError::message(error.to_string()))
            })
        });
        let manager = Manager::new(path, Runtime::Tokio1);
        Ok(Self(Pool::builder(manager).max_size(size).post_create(hook).build()?))
    }

    async fn visit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Answer<T> {
        let connection = self.0.get().await?;
        let done = connection.interact(work).await.map_err(|error| error.to_string())?;
        Ok(done?)
    }
}

impl Contestant for Deadpool {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        let found = self.visit(move |connection| author::table.find(id).get_result::<Author>(connection).optional());
        Ok(found.await?.map(view))
    }

    async fn comment(&self, new: RemarkBody) -> Answer<i32> {
        let new = NewRemark { post_id: new.post_id, body: new.body };
        let insert = move |connection: &mut SqliteConnection| {
            diesel::insert_into(remark::table).values(new).returning(remark::id).get_result(connection)
        };
        self.visit(insert).await
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let page = self.visit(move |connection| {
            let found = author::table.find(id).get_result::<Author>(connection).optional()?;
            let Some(found) = found else { return Ok(None) };
            let posts = post::table
                .filter(post::author_id.eq(id))
                .order(post::id.desc())
                .limit(PAGE as i64)
                .select((post::id, post::title))
                .load::<(i32, String)>(connection)?;
            let count = post::table.filter(post::author_id.eq(id)).count().get_result(connection)?;
            let posts = posts.into_iter().map(|(id, title)| PostView { id, title }).collect();
            Ok(Some(PageView { author: view(found), posts, count }))
        });
        page.await
    }
}
