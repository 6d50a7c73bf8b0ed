//! How a program gives a session its hooks.

use std::sync::Arc;

use super::hooks::{Hooks, SessionHook};
use super::{Session, SessionMaker};
use crate::entity::{Managed, short_name};
use crate::error::Result;
use crate::session::flush::row_hooks::EntityHooks;

/// Hooks: closures that are called in the order in which they were given. In a flush, that is
///
/// 1. `before_flush`, when there is something to flush; what it changes is part of the flush;
/// 2. `before_insert` for each new row, `before_update` for each row that differs, `before_delete` for each row to be
///    deleted;
/// 3. the statements;
/// 4. `after_flush`, when something was written; what it changes is for the next flush.
///
/// A commit calls `before_commit`, flushes until nothing is left to be flushed, commits, and calls `after_commit`. An
/// error in one of the `before_…` stops what was to come; memory and database are what they were, but for what
/// `before_flush` and `before_commit` themselves did. Statements, [`Session::bulk_insert`] and [`Session::bulk_update`]
/// write rows without the hooks of rows. No hook may commit or roll back.
impl SessionMaker {
    fn hooks(&mut self) -> &mut Hooks {
        Arc::make_mut(self.hooks.get_or_insert_default())
    }

    fn row_hooks<E: Managed>(&mut self) -> &mut EntityHooks {
        self.hooks().rows.entity_mut::<E>()
    }

    /// Calls `hook` before a flush that has something to write. What it adds, changes and deletes is part of the flush.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions = SessionMaker::new(&engine).before_flush(|session| {
    ///     for user in session.new_instances().of::<User>() {
    ///         session.add(NewAddress::new("welcome@sqlalchemy.org", user));
    ///     }
    ///     Ok(())
    /// });
    /// let mut session = sessions.session();
    /// session.add(NewUser::new("sandy"));
    /// assert_eq!(session.scalar(select(func::count(Address.id)))?, Some(1));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn before_flush(mut self, hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static) -> Self {
        self.hooks().before_flush.push(Arc::new(hook));
        self
    }

    /// Calls `hook` after a flush that has written something, when memory has followed. What it changes is written by the
    /// next flush; a commit flushes until nothing is left, and gives up after 100 times. An error is the flush's error, but
    /// what was written stays written until a rollback.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let flushes = Arc::new(AtomicUsize::new(0));
    /// let counted = Arc::clone(&flushes);
    /// let sessions = SessionMaker::new(&engine).after_flush(move |_| {
    ///     counted.fetch_add(1, Ordering::Relaxed);
    ///     Ok(())
    /// });
    /// sessions.begin(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     Ok(())
    /// })?;
    /// assert_eq!(flushes.load(Ordering::Relaxed), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn after_flush(mut self, hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static) -> Self {
        self.hooks().after_flush.push(Arc::new(hook));
        self
    }

    /// Calls `hook` before a commit flushes. An error stops the commit; the transaction goes on.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions = SessionMaker::new(&engine).before_commit(|session| {
    ///     match session.scalar(select(func::count(User.id)))? {
    ///         Some(0) => Err(realgar::Error::other("somebody has to stay")),
    ///         _ => Ok(()),
    ///     }
    /// });
    /// let nobody: realgar::Result<()> = sessions.begin(|_| Ok(()));
    /// assert!(nobody.is_err());
    /// sessions.begin(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     Ok(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn before_commit(mut self, hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static) -> Self {
        self.hooks().before_commit.push(Arc::new(hook));
        self
    }

    /// Calls `hook` after a commit. What it does with the session is part of the next transaction.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # use std::sync::{Arc, atomic::{AtomicBool, Ordering}};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// let is_committed = Arc::new(AtomicBool::new(false));
    /// let flag = Arc::clone(&is_committed);
    /// let sessions = SessionMaker::new(&engine)
    ///     .after_commit(move |_| flag.store(true, Ordering::Relaxed));
    /// sessions.begin(|_| Ok(()))?;
    /// assert!(is_committed.load(Ordering::Relaxed));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn after_commit(mut self, hook: impl Fn(&mut Session) + Send + Sync + 'static) -> Self {
        self.hooks().after_commit.push(infallible(hook));
        self
    }

    /// Calls `hook` after [`Session::rollback`] and [`Session::close`], when memory has followed. A savepoint that is
    /// rolled back and a session that is dropped do not call it.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// let sessions = SessionMaker::new(&engine)
    ///     .after_rollback(|session| assert_eq!(session.new_count(), 0));
    /// let mut session = sessions.session();
    /// session.add(NewUser::new("sandy"));
    /// session.rollback()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn after_rollback(mut self, hook: impl Fn(&mut Session) + Send + Sync + 'static) -> Self {
        self.hooks().after_rollback.push(infallible(hook));
        self
    }

    /// Calls `hook` with each row of `E` that a flush is about to insert. What it changes is inserted; if the flush fails,
    /// the pending instance is what it was.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions = SessionMaker::new(&engine).before_insert::<User>(|new| {
    ///     if new.name.is_empty() {
    ///         return Err(realgar::Error::other("a user has a name"));
    ///     }
    ///     new.fullname.get_or_insert_with(|| new.name.clone());
    ///     Ok(())
    /// });
    /// let mut session = sessions.session();
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// assert_eq!(session[sandy].fullname.as_deref(), Some("sandy"));
    /// session.add(NewUser::new(""));
    /// assert!(session.flush().unwrap_err().to_string().contains("a user has a name"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn before_insert<E: Managed>(
        mut self,
        hook: impl Fn(&mut E::New) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.row_hooks::<E>()
            .insert
            .push(Arc::new(move |new| new.downcast_mut().map_or_else(|| mistyped::<E>(), &hook)));
        self
    }

    /// Calls `hook` with each row of `E` that a flush is about to update because it differs from the database's. What it
    /// changes is written, too; if the flush fails, the row in memory is what it was.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions = SessionMaker::new(&engine).before_update::<User>(|row| {
    ///     row.fullname = Some(format!("{} (renamed)", row.name));
    ///     Ok(())
    /// });
    /// let mut session = sessions.session();
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// session[sandy].name = "sandra".into();
    /// // UPDATE user_account SET name=?, fullname=? WHERE user_account.id = ?
    /// session.flush()?;
    /// assert_eq!(session[sandy].fullname.as_deref(), Some("sandra (renamed)"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn before_update<E: Managed>(mut self, hook: impl Fn(&mut E) -> Result<()> + Send + Sync + 'static) -> Self {
        self.row_hooks::<E>()
            .update
            .push(Arc::new(move |row| row.downcast_mut().map_or_else(|| mistyped::<E>(), &hook)));
        self
    }

    /// Calls `hook` with each row of `E` that a flush is about to delete, cascades included.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions =
    ///     SessionMaker::new(&engine).before_delete::<User>(|row| {
    ///         match row.name.as_str() {
    ///             "root" => Err(realgar::Error::other("root stays")),
    ///             _ => Ok(()),
    ///         }
    ///     });
    /// let mut session = sessions.session();
    /// let root = session.add(NewUser::new("root"));
    /// session.flush()?;
    /// session.delete(root)?;
    /// assert!(session.flush().is_err());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn before_delete<E: Managed>(mut self, hook: impl Fn(&E) -> Result<()> + Send + Sync + 'static) -> Self {
        self.row_hooks::<E>()
            .delete
            .push(Arc::new(move |row| row.downcast_ref().map_or_else(|| mistyped::<E>(), &hook)));
        self
    }
}

fn infallible(hook: impl Fn(&mut Session) + Send + Sync + 'static) -> SessionHook {
    Arc::new(move |session| {
        hook(session);
        Ok(())
    })
}

/// Hooks are kept by the type of their rows.
#[cold]
fn mistyped<E>() -> Result<()> {
    unreachable!("a hook of `{}` got another row", short_name::<E>())
}
