//! Diesel on PostgreSQL: diesel-async, on tokio-postgres.

use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::POOL;
use super::diesel_tables::{Author, NewRemark, author, post, remark, view};
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct DieselAsync(Pool<AsyncPgConnection>);

impl DieselAsync {
    pub(crate) fn open(url: &str) -> Answer<Self> {
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
        Ok(Self(Pool::builder(manager).max_size(POOL).build()?))
    }
}

impl Contestant for DieselAsync {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        let mut connection = self.0.get().await?;
        let found = author::table.find(id).get_result::<Author>(&mut connection).await.optional()?;
        Ok(found.map(view))
    }

    async fn comment(&self, new: RemarkBody) -> Answer<i32> {
        let mut connection = self.0.get().await?;
        let new = NewRemark { post_id: new.post_id, body: new.body };
        let insert = diesel::insert_into(remark::table).values(new).returning(remark::id);
        Ok(insert.get_result(&mut connection).await?)
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let mut connection = self.0.get().await?;
        let found = author::table.find(id).get_result::<Author>(&mut connection).await.optional()?;
        let Some(found) = found else { return Ok(None) };
        let posts = post::table
            .filter(post::author_id.eq(id))
            .order(post::id.desc())
            .limit(PAGE as i64)
            .select((post::id, post::title))
            .load::<(i32, String)>(&mut connection)
            .await?;
        let count = post::table.filter(post::author_id.eq(id)).count().get_result(&mut connection).await?;
        let posts = posts.into_iter().map(|(id, title)| PostView { id, title }).collect();
        Ok(Some(PageView { author: view(found), posts, count }))
    }
}
