//! A small forum: authors, posts, answers to answers, tags. Every statement that the session causes is printed under
//! the line that caused it.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use realgar::engine::EventKind;
use realgar::prelude::*;

mod blog {
    realgar::include_schema!("blog");
}
use blog::{Author, Comment, NewAuthor, NewComment, NewPost, NewTag, Post, Tag};

fn main() -> realgar::Result<()> {
    let engine = Engine::builder("sqlite://")
        .on_execute(|event| {
            if event.kind() != EventKind::Begin && !event.sql().starts_with("CREATE") {
                println!("        {}", event.sql());
            }
        })
        .build()?;
    blog::METADATA.create_all(&engine)?;

    let sessions = SessionMaker::new(&engine);
    let post = sessions.begin(write)?;
    sessions.begin(|session| answer(session, post))?;
    sessions.begin(|session| read(session, post))?;
    sessions.begin(rename_and_move)?;
    sessions.begin(|session| count_views(session, post))?;
    sessions.begin(|session| mend(session, post))?;
    sessions.begin(|session| tidy_up(session, post))
}

/// Adds rows that belong together, in any order.
fn write(session: &mut Session) -> realgar::Result<i64> {
    println!("ann writes a post with two tags");
    let ann = session.add(NewAuthor::new("ann"));
    let post = session.add(NewPost::new(ann, "Rust for databases"));
    for name in ["rust", "sql"] {
        let tag = session.add(NewTag::new(name));
        session.append(post, Post.tags, tag)?;
    }
    session.add(NewPost::new(ann, "Another one"));
    session.flush()?; // author, posts, tags, and then the rows between them
    assert_eq!(session.related(post, Post.tags)?.len(), 2);
    Ok(session[post].id)
}

/// A tree of answers: the deepest is added first, and written last.
fn answer(session: &mut Session, post: i64) -> realgar::Result<()> {
    println!("bob asks, ann answers, bob thanks");
    let post = session.get_one(Post, post)?;
    let ann = session.related(post, Post.author)?;
    let bob = session.add(NewAuthor::new("bob"));
    let question = session.add(NewComment::new(post, bob, "Does it have a session?"));
    let answer = session.add(NewComment::new(post, ann, "It does."));
    let thanks = session.add(NewComment::new(post, bob, "Thanks!"));
    session.append(answer, Comment.replies, thanks)?;
    session.append(question, Comment.replies, answer)?;
    session.flush()?;
    assert_eq!(session[thanks].parent_id, Some(session[answer].id));
    Ok(())
}

/// Reads a page: one statement for each kind of row, however many rows there are.
fn read(session: &mut Session, post: i64) -> realgar::Result<()> {
    println!("a page with everything on it");
    let query = select(Post).filter(Post.id.eq(post)).options((
        joined(Post.author),
        selectin(Post.tags),
        selectin(Post.comments).then(selectin(Comment.author)),
    ));
    let post = session.scalars(query)?.one()?;
    println!("    from here on nothing is asked");
    let author = session.related(post, Post.author)?;
    let tags: Vec<String> =
        session.related(post, Post.tags)?.into_iter().map(|tag| session[tag].name.clone()).collect();
    println!("    {} by {}, {}", session[post].title, session[author].name, tags.join(" and "));
    for comment in session.related(post, Post.comments)? {
        let depth = depth(session, comment)?;
        let author = session.related(comment, Comment.author)?;
        println!("    {}{}: {}", "  ".repeat(depth), session[author].name, session[comment].body);
    }
    Ok(())
}

/// How many comments a comment is an answer of an answer of; their rows are in the session.
fn depth(session: &mut Session, comment: Handle<Comment>) -> realgar::Result<usize> {
    match session.related(comment, Comment.parent)? {
        Some(parent) => Ok(1 + depth(session, parent)?),
        None => Ok(0),
    }
}

/// Changes: only columns that differ are written, and a child that moves is one UPDATE.
fn rename_and_move(session: &mut Session) -> realgar::Result<()> {
    println!("bob becomes robert, and gets ann's other post");
    let bob = session.scalars(select(Author).filter_by(Author.name, "bob"))?.one()?;
    let other = session.scalars(select(Post).filter(Post.title.eq("Another one")))?.one()?;
    session[bob].name = "robert".into();
    session.relate(other, Post.author, bob)?;
    assert_eq!(session.related(bob, Author.posts)?, [other]);
    Ok(())
}

/// What the database computes, and statements that update many rows: the session follows.
fn count_views(session: &mut Session, post: i64) -> realgar::Result<()> {
    println!("the post is viewed");
    let post = session.get_one(Post, post)?;
    session.set_expr(post, Post.views, Post.views + 1)?;
    session.flush()?;
    assert_eq!(session[post].views, 1);
    session.execute(update(Post).set(Post.views, Post.views + 10).filter(Post.views.gt(0)))?;
    assert_eq!(session[post].views, 11);
    Ok(())
}

/// A flush that fails changes nothing, and can be mended.
fn mend(session: &mut Session, post: i64) -> realgar::Result<()> {
    println!("a tag that is there already");
    let post = session.get_one(Post, post)?;
    let twin = session.add(NewTag::new("rust"));
    session.append(post, Post.tags, twin)?;
    let error = session.flush().expect_err("there is such a tag");
    println!("    {}", error.to_string().lines().next().unwrap_or_default());
    session.pending_mut(twin)?.name = "realgar".into();
    session.flush()
}

/// Deletes: what belongs to a post goes with it, the deepest first; tags stay.
fn tidy_up(session: &mut Session, post: i64) -> realgar::Result<()> {
    println!("the post is deleted");
    let post = session.get_one(Post, post)?;
    session.delete(post)?;
    session.flush()?;
    assert_eq!(session.scalar(select(func::count(Comment.id)))?, Some(0));
    assert_eq!(session.scalar(select(func::count(Tag.name)))?, Some(3));
    Ok(())
}
