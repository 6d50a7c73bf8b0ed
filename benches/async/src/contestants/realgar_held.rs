//! Realgar: one session for each request, held over awaits.

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use super::realgar_units::{engine, view};
use crate::forum::{Author, NewRemark, Post};
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct Held(AsyncEngine);

impl Held {
    pub(crate) fn open(url: &str) -> Answer<Self> {
        Ok(Self(engine(url)?))
    }
}

impl Contestant for Held {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        let mut session = self.0.open_session().await?;
        let author = session.get(Author, id).await?;
        let author = author.map(|author| view(session[author].clone()));
        session.commit().await?;
        Ok(author)
    }

    async fn comment(&self, remark: RemarkBody) -> Answer<i32> {
        let mut session = self.0.open_session().await?;
        let remark = session.add(NewRemark::new(remark.post_id, remark.body));
        session.commit().await?;
        Ok(session[remark].id)
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let mut session = self.0.open_session().await?;
        let Some(author) = session.get(Author, id).await? else { return Ok(None) };
        let posts = select((Post.id, Post.title)).filter(Post.author_id.eq(id));
        let posts = session.execute(posts.order_by(Post.id.desc()).limit(PAGE)).await?;
        let count = session.scalar(select(func::count(Post.id)).filter(Post.author_id.eq(id))).await?;
        let author = view(session[author].clone());
        session.commit().await?;
        Ok(Some(PageView {
            author,
            posts: posts.map_into(|(id, title)| PostView { id, title }).all(),
            count: count.unwrap_or_default(),
        }))
    }
}
