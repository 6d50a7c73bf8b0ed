//! Realgar: one unit of work for each request, on a connection.

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use super::realgar_units::{engine, view};
use crate::forum::{Author, NewRemark, Post, Remark};
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct Units(AsyncEngine);

impl Units {
    pub(crate) fn open(url: &str) -> Answer<Self> {
        Ok(Self(engine(url)?))
    }
}

impl Contestant for Units {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        let author = self.0.connection(move |conn| conn.scalar(select(Author).filter(Author.id.eq(id))));
        Ok(author.await?.map(view))
    }

    async fn comment(&self, remark: RemarkBody) -> Answer<i32> {
        let id = self.0.connection(move |conn| {
            let insert = insert(Remark).value(NewRemark::new(remark.post_id, remark.body));
            conn.execute(insert.returning(Remark.id))?.one()
        });
        Ok(id.await?)
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let page = self.0.connection(move |conn| {
            let author = conn.scalar(select(Author).filter(Author.id.eq(id)))?;
            let Some(author) = author else { return Ok::<_, realgar::Error>(None) };
            let posts = select((Post.id, Post.title)).filter(Post.author_id.eq(id));
            let posts = conn.execute(posts.order_by(Post.id.desc()).limit(PAGE))?;
            let count = conn.scalar(select(func::count(Post.id)).filter(Post.author_id.eq(id)))?;
            Ok(Some(PageView {
                author: view(author),
                posts: posts.map_into(|(id, title)| PostView { id, title }).all(),
                count: count.unwrap_or_default(),
            }))
        });
        Ok(page.await?)
    }
}
