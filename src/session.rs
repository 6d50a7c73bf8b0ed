//! A unit of work: instances that are loaded once, tracked while they change, and written together.
//!
//! A [`Session`] hands out [`Handle`]s. `session[handle]` is the row, a plain struct; writing to it marks it, and the
//! next [`flush`](Session::flush) writes what differs. Each row of the database has one handle in a session.
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewAddress, NewUser, User};
//! # fn main() -> realgar::Result<()> {
//! # let engine = Engine::new("sqlite://")?;
//! # tutorial::METADATA.create_all(&engine)?;
//! let mut session = Session::new(&engine);
//! let sandy = session.add(NewUser::new("sandy"));
//! // A handle stands for the key that it will get.
//! session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
//! // INSERT INTO user_account …, INSERT INTO address …
//! session.commit()?;
//!
//! session[sandy].fullname = Some("Sandy Cheeks".into());
//! // UPDATE user_account SET fullname=? WHERE user_account.id = ?
//! session.commit()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Loading
//!
//! [`related`](Session::related) asks the database when it has to, once for each instance: for many rows, that is many
//! statements. With loader options, a query loads relationships along with its rows, in a fixed number of statements:
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewAddress, NewUser, User};
//! # fn main() -> realgar::Result<()> {
//! # let engine = Engine::new("sqlite://")?;
//! # tutorial::METADATA.create_all(&engine)?;
//! # let mut session = Session::new(&engine);
//! # let sandy = session.add(NewUser::new("sandy"));
//! # session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
//! # session.commit()?;
//! // One more statement for all collections:
//! // SELECT … FROM address WHERE address.user_id IN (…)
//! for user in session.scalars(select(User).options(selectin(User.addresses)))? {
//!     let addresses = session.related(user, User.addresses)?; // no SQL
//!     println!("{}: {}", session[user].name, addresses.len());
//! }
//! // A join; `raise` makes sure that nothing else is read.
//! let user = joined(Address.user).options(raise(User.addresses));
//! for address in session.scalars(select(Address).options(user))? {
//!     let user = session.related(address, Address.user)?; // no SQL
//!     println!("{} {}", session[user].name, session[address].email_address);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # In a web server
//!
//! One [`SessionMaker`] for the program, one session for each request, on a thread where it may block (from async code,
//! `AsyncEngine` of the feature `tokio` sees to that):
//!
//! ```no_run
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{NewUser, User};
//! # fn main() -> realgar::Result<()> {
//! let engine = Engine::new("sqlite:///users.db")?;
//! let reading = SessionMaker::new(&engine);
//! // Waits for its turn before it reads:
//! let writing = reading.clone().begin_writing(true);
//!
//! // In a handler. Commits if the closure returns `Ok`, rolls back on an error
//! // or a panic.
//! let id = writing.begin(|session| {
//!     let user = session.add(NewUser::new("sandy"));
//!     session.flush()?;
//!     Ok(session[user].id)
//! })?;
//! # Ok(())
//! # }
//! ```
//!
//! Handles mean nothing outside their session, so copy what a response shows out of it. The engine's pool limits
//! how many sessions have a connection at the same time; the others wait, and fail with `PoolTimeout` when that takes too
//! long. `examples/web` is a whole server on axum, with a test that loads it; `examples/guests.rs` is one without async.

mod access;
mod added;
mod bulk;
mod by_key;
mod changed;
mod changes;
mod commit;
mod execute;
mod executor;
mod expression;
mod flush;
mod flushing;
mod hook_registration;
mod hooks;
mod identity;
mod loading;
mod merge;
mod page;
mod phase;
mod reader;
mod relationship;
mod relationships;
mod removal;
mod row_graph;
mod statements;
mod transactions;
mod undo;
#[cfg(feature = "tokio")]
mod watched;

use std::sync::Arc;

use crate::engine::{Cancellation, Connection, Engine, Failed};
use crate::error::{Error, Result};

pub use crate::entity::{Handle, IntoKey, KeyOf, KeyTypes, Managed, Mapper, Related, RowValues, SingleKey};
pub use crate::session::identity::instance_set::{AnyHandle, InstanceSet};
pub use crate::session::identity::state::State;
pub use crate::session::relationship::rules::{
    AtMostOne, Collection, CollectionOf, EndOf, LeadsToMany, LeadsToOne, MemberOf, RelatedTo, RelationshipEnd,
    RelationshipOf, StartsAt, ToOne,
};
pub use crate::session::statements::set_columns::SetColumns;
pub use added::{Addable, HasPrimaryKey, InsertStruct, ManagedColumns};
pub use expression::{ColumnOfInstance, SetIn};
pub use row_graph::{Mergeable, RowGraph, RowOrGraph};

use crate::entity::{InstanceId, RelationshipInfo, StoreIndex};
use crate::session::changes::graph::{DeletedPending, Graph};
use crate::session::hooks::Hooks;
use crate::session::identity::map::IdentityMap;
use crate::session::loading::lazy::Lookup;
use crate::session::loading::loader::Loader;
use crate::session::phase::Phase;
use crate::session::relationship::state::RelationshipState;
use crate::session::undo::journal::Journal;
use crate::session::undo::transaction::Transaction;

/// A unit of work on one database.
///
/// A session takes a connection from its engine when it first needs one, and returns it at the end of each transaction.
/// A session that is dropped without a [`commit`](Session::commit) rolls back. It may move to another thread.
pub struct Session {
    identity_map: IdentityMap,
    relationships: RelationshipState,
    journal: Journal,
    transaction: Transaction,
    phase: Phase,
    hooks: Option<Arc<Hooks>>,
    options: Options,
}

/// The options of a session.
#[derive(Clone, Copy, Debug)]
struct Options {
    autoflush: bool,
    expire_on_commit: bool,
    begin_writing: bool,
    only_reads: bool,
}

/// Makes sessions with the same options.
///
/// ```
/// # use realgar::prelude::*;
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// let sessions = SessionMaker::new(&engine).autoflush(false);
/// let mut session = sessions.session();
/// assert_eq!(session.scalar(text("SELECT 1").typed::<i64>())?, Some(1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SessionMaker {
    engine: Engine,
    /// Where sessions that only read are made.
    reader: Option<Engine>,
    options: Options,
    hooks: Option<Arc<Hooks>>,
    /// Whoever waits for the work of its sessions, and may go away.
    cancellation: Option<Arc<Cancellation>>,
}

impl SessionMaker {
    /// Makes sessions on this engine.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            reader: None,
            options: Options { autoflush: true, expire_on_commit: false, begin_writing: false, only_reads: false },
            hooks: None,
            cancellation: None,
        }
    }

    /// Whether queries flush first, so that they see what was changed. Default: true.
    #[must_use]
    pub const fn autoflush(mut self, autoflush: bool) -> Self {
        self.options.autoflush = autoflush;
        self
    }

    /// Whether all instances expire when a transaction ends, so that they have to be read again before they are used.
    /// Default: false. Rows stay readable, and the next query that finds them brings them up to date.
    #[must_use]
    pub const fn expire_on_commit(mut self, expire: bool) -> Self {
        self.options.expire_on_commit = expire;
        self
    }

    /// Whether transactions begin as writing ones, as with [`Connection::begin`]. Default: false.
    ///
    /// On SQLite this takes the write lock at once: a session that reads before it writes then waits for its turn, and
    /// does not fail because another one has committed in between.
    #[must_use]
    pub const fn begin_writing(mut self, begin_writing: bool) -> Self {
        self.options.begin_writing = begin_writing;
        self
    }

    /// Returns a new session.
    #[must_use]
    pub fn session(&self) -> Session {
        Session {
            identity_map: IdentityMap::new(),
            relationships: RelationshipState::default(),
            journal: Journal::default(),
            transaction: Transaction::new(
                &self.engine,
                self.options.begin_writing,
                self.options.only_reads,
                self.cancellation.as_ref(),
            ),
            phase: Phase::default(),
            hooks: self.hooks.clone(),
            options: self.options,
        }
    }

    /// Runs `work` in a new session and commits, as [`Session::begin`] does.
    ///
    /// # Errors
    ///
    /// That of `work`, or of the commit.
    pub fn begin<T, E: From<Error>>(&self, work: impl FnOnce(&mut Session) -> Result<T, E>) -> Result<T, E> {
        let mut session = self.session();
        let value = work(&mut session)?;
        session.commit()?;
        Ok(value)
    }

    /// Runs `work` as [`begin`](Self::begin) does. Where [`Engine::retry`] would retry, runs all of it again in another
    /// session, up to `attempts` times in total.
    ///
    /// # Errors
    ///
    /// The error of the last attempt, or the first one after which the database has not said that another may help.
    pub fn retry<T, E: From<Error> + 'static>(
        &self,
        attempts: u32,
        mut work: impl FnMut(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        crate::engine::retry(attempts, || {
            let mut session = self.session();
            match work(&mut session) {
                Ok(value) => session.commit().map(|()| value).map_err(Failed::by_database),
                Err(error) => Err(Failed::by_work(error, session.transaction.met_conflict())),
            }
        })
    }
}

impl Session {
    /// Returns a session on this engine. It takes no connection before its first statement.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        SessionMaker::new(engine).session()
    }

    /// Runs `work` in a new session and commits. An error or a panic rolls back.
    ///
    /// The error may be of any type that is made of [`Error`]: the application's own, or [`Error`] itself. Where nothing
    /// says which, name it in the last line: `Ok::<_, AppError>(value)`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let id = Session::begin(&engine, |session| {
    ///     let sandy = session.add(NewUser::new("sandy"));
    ///     session.flush()?;
    ///     Ok::<_, realgar::Error>(session[sandy].id)
    /// })?;
    /// assert_eq!(id, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of `work`, or of the commit.
    pub fn begin<T, E: From<Error>>(engine: &Engine, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        SessionMaker::new(engine).begin(work)
    }

    /// Returns the engine of the session.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        self.transaction.engine()
    }

    /// Returns the connection of the running transaction, or takes a new one. What is done through it is part of the
    /// session's transaction, but the session does not see which rows it changes. Only the session may commit and roll
    /// back: the connection's own `commit` and `rollback` return `InvalidRequest`.
    ///
    /// # Errors
    ///
    /// `Connection`, `PoolTimeout`: no connection is available.
    pub fn connection(&mut self) -> Result<&mut Connection> {
        self.journal.untracked.note_anything();
        self.transaction.lend_connection()
    }
}

impl Session {
    /// The parts that reading needs.
    pub(crate) fn loader(&mut self) -> Loader<'_> {
        let Self { transaction, identity_map, relationships, journal, .. } = self;
        Loader { transaction, identity_map, relationships, journal }
    }

    /// The parts that a change of relationships needs.
    pub(crate) fn graph(&mut self) -> Graph<'_> {
        let pending = if self.phase.is_flush() { DeletedPending::LeavesAfterFlush } else { DeletedPending::Leaves };
        Graph { loader: self.loader(), pending }
    }

    /// The instances that a relationship leads to, after a flush if the database has to be asked.
    pub(crate) fn related_instances(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        let leads_to_one = info.kind.is_many_to_one();
        let lookup = self.loader().look_up_related(id, info, target)?;
        match &lookup {
            Lookup::Known(known) if leads_to_one => {
                let Some(parent) = known.first().copied().filter(|parent| !self.loader().is_current(*parent)) else {
                    return Ok(known.clone());
                };
                self.autoflush()?;
                if !self.loader().renew(parent)? {
                    return Ok(Vec::new());
                }
            }
            Lookup::Known(_) => {}
            Lookup::Row(_) | Lookup::Collection => self.autoflush()?,
        }
        self.loader().load_related(lookup, id, info, target)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("engine", self.engine())
            .field("instances", &self.identity_map.len())
            .finish_non_exhaustive()
    }
}
