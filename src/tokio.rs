//! The same sessions and connections from async code (feature `tokio`).
//!
//! Nothing here speaks to a database by itself: work goes to a thread that may block, and its result comes back. Going there
//! and back costs some microseconds, however many statements the work has, so whole units of work are the first choice:
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{NewUser, User};
//! use realgar::tokio::AsyncEngine;
//!
//! # #[tokio::main]
//! # async fn main() -> realgar::Result<()> {
//! let engine = Engine::new("sqlite://")?;
//! tutorial::METADATA.create_all(&engine)?;
//! let db = AsyncEngine::new(engine);
//!
//! // BEGIN, INSERT, COMMIT. An error, a panic and a dropped future roll back.
//! let id = db
//!     .session(|session| {
//!         let sandy = session.add(NewUser::new("sandy"));
//!         session.flush()?;
//!         Ok::<_, realgar::Error>(session[sandy].id)
//!     })
//!     .await?;
//!
//! // A session that is held while something else is awaited.
//! let mut session = db.open_session().await?;
//! let sandy = session.get_one(User, id).await?;
//! session[sandy].fullname = Some("Sandy Cheeks".into()); // memory needs no await
//! session.commit().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Futures that are dropped
//!
//! A future may be dropped at any `.await`: by `tokio::time::timeout`, `select!`, a client that hangs up. Then
//!
//! - the statement that runs is cancelled, on the server too, and no other begins;
//! - its transaction is rolled back, all of it, unless its COMMIT had begun: then it is all there, or nothing of it;
//! - the connection goes back to the pool without a transaction, or is closed.
//!
//! Nobody is left to hear of an error, so what matters is in the database: a program that drops the future of a commit has
//! to look there what became of it. An [`AsyncSession`] or [`AsyncConnection`] whose call was dropped says `Cancelled` to
//! everything but [`rollback`](AsyncSession::rollback), as its transaction is gone.
//!
//! # Who waits where
//!
//! There are as many permits as the engine's pool may have connections, given out first come, first served; a
//! piece of work has a permit before it has a thread. So a thousand requests that wait for five connections are a thousand
//! futures and five threads, and the last one gets `PoolTimeout` after the pool's time. Work that holds a permit and waits
//! for a second one (a session inside of a session) can wait for itself: use the one that is there.
//!
//! All of it needs a tokio runtime with its timer (`enable_all`, as `#[tokio::main]` has it); elsewhere the futures answer
//! `InvalidRequest`. The threads are those of `spawn_blocking`.

mod aside;
mod call;
mod connection;
mod engine;
mod held;
mod permits;
mod session;
mod stream;
mod unit;

pub use call::Call;
pub use connection::AsyncConnection;
pub use engine::AsyncEngine;
pub use session::AsyncSession;
pub use stream::AsyncStream;
pub use unit::Unit;
