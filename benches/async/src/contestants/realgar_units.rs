//! Realgar: one unit of work for each request, in a session.

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use super::POOL;
use crate::forum::{Author, NewRemark, Post};
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct Units(AsyncEngine);

/// The engine that all three ways have.
pub(crate) fn engine(url: &str) -> realgar::Result<AsyncEngine> {
    Ok(AsyncEngine::new(Engine::builder(url).pool_size(POOL).max_overflow(0).build()?))
}

pub(crate) fn view(Author { id, name, email, visits }: Author) -> AuthorView {
    AuthorView { id, name, email, visits }
}

impl Units {
    pub(crate) fn open(url: &str) -> Answer<Self> {
        Ok(Self(engine(url)?))
    }
}

impl Contestant for Units {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        let author = self.0.read(move |session| {
            let author = session.get(Author, id)?;
            Ok::<_, realgar::Error>(author.map(|author| view(session[author].clone())))
        });
        Ok(author.await?)
    }

    async fn comment(&self, remark: RemarkBody) -> Answer<i32> {
        let id = self.0.session(move |session| {
            let remark = session.add(NewRemark::new(remark.post_id, remark.body));
            session.flush()?;
            Ok::<_, realgar::Error>(session[remark].id)
        });
        Ok(id.await?)
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let page = self.0.read(move |session| {
            let Some(author) = session.get(Author, id)? else { return Ok::<_, realgar::Error>(None) };
            let posts = select((Post.id, Post.title)).filter(Post.author_id.eq(id));
            let posts = session.execute(posts.order_by(Post.id.desc()).limit(PAGE))?;
            let count = session.scalar(select(func::count(Post.id)).filter(Post.author_id.eq(id)))?;
            Ok(Some(PageView {
                author: view(session[author].clone()),
                posts: posts.map_into(|(id, title)| PostView { id, title }).all(),
                count: count.unwrap_or_default(),
            }))
        });
        Ok(page.await?)
    }
}
