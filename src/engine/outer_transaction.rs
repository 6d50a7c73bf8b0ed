//! An engine whose transactions are savepoints of one outer transaction, which is rolled back in the end.

use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::pool::{Pool, PoolConfig, PoolReset};
use super::{Connection, Engine, Shared};
use crate::driver::{
    Begin, Cancel, Control, Cursor, Driver, DriverConnection, Features, ParameterSets, Receive, SqlText,
    TransactionStatus,
};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::value::{Kind, Value};

/// The savepoint that is a transaction of the inner engine; those of the transaction itself start at 1.
const TRANSACTION: u32 = 0;

/// There is one connection, so whoever waits for longer than this most likely waits for itself.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl Engine {
    /// Begins an outer transaction, and returns an engine for what is to run inside of it: there, each transaction is a
    /// savepoint. COMMIT releases it and ROLLBACK goes back to it, so that code which commits runs as it is. The outer
    /// transaction is never committed: it is rolled back when the last clone of the engine is gone with its sessions, or
    /// by [`dispose`](Self::dispose). SQLAlchemy's `join_transaction_mode="create_savepoint"`.
    ///
    /// ```sql
    /// BEGIN;
    /// SAVEPOINT realgar_savepoint_0;          -- BEGIN within it
    /// RELEASE SAVEPOINT realgar_savepoint_0;  -- COMMIT
    /// ROLLBACK;
    /// ```
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let count = || select(func::count_all()).select_from(User);
    /// {
    ///     let inside = engine.outer_transaction()?;
    ///     let mut session = Session::new(&inside);
    ///     session.add(NewUser::new("sandy"));
    ///     session.commit()?;
    ///     session.add(NewUser::new("patrick"));
    ///     session.rollback()?;
    ///     // Another session sees what was committed.
    ///     assert_eq!(Session::new(&inside).scalar(count())?, Some(1));
    /// } // ROLLBACK
    /// assert_eq!(engine.connect()?.scalar(count())?, Some(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// There is one connection, which belongs to one transaction at a time; whoever else wants one waits until that has
    /// ended. On SQLite the outer transaction has the write lock. What databases do at COMMIT alone does not happen:
    /// deferred constraints are not checked. On MySQL, DDL ends the outer transaction, and what follows is
    /// `TransactionAborted`.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect) and [`Connection::begin`].
    pub fn outer_transaction(&self) -> Result<Self> {
        let mut outer = self.connect()?;
        outer.begin()?;
        // Its end depends on what the database says then, and not on what was run through it.
        outer.standing.state.lend();
        let driver = Outer { dialect: self.dialect(), connection: Mutex::new(Some(Joined { outer, is_begun: false })) };
        let config = PoolConfig {
            size: 1,
            overflow: 0,
            timeout: LONGEST_WAIT.min(self.0.pool.config().timeout),
            pre_ping: false,
            recycle: None,
            reset: PoolReset::Rollback,
        };
        Ok(Self(Arc::new(Shared {
            url: self.0.url.clone(),
            dialect: self.dialect(),
            pool: Arc::new(Pool::new(Arc::new(driver), config)),
            log: self.0.log.clone(),
            on_connect: Vec::new(),
            begin: Begin::default(),
            after_begin: self.0.after_begin.clone(),
        })))
    }
}

/// Hands out the connection of an outer transaction, once.
struct Outer {
    dialect: Dialect,
    connection: Mutex<Option<Joined>>,
}

impl Driver for Outer {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        let joined = self.connection.lock().unwrap_or_else(PoisonError::into_inner).take();
        let joined = joined.ok_or_else(|| {
            Error::new(ErrorKind::Disconnected, "the outer transaction of this engine has ended: begin another one")
        })?;
        Ok(Box::new(joined))
    }
}

/// A connection with an open transaction, on which a transaction is a savepoint. Dropped, it rolls back.
struct Joined {
    outer: Connection,
    is_begun: bool,
}

impl Joined {
    fn raw(&mut self) -> Result<&mut dyn DriverConnection> {
        self.outer.pooled.raw()
    }

    fn outer_status(&self) -> TransactionStatus {
        self.outer.pooled.peek().map_or(TransactionStatus::Idle, DriverConnection::status)
    }

    fn begin(&mut self, begin: Begin) -> Result<()> {
        if begin.isolation.is_some() || begin.access.is_some() {
            return Err(Error::unsupported(
                "a transaction inside an outer one has its isolation level and access mode: ask for none",
            ));
        }
        if self.outer_status() == TransactionStatus::Idle {
            return Err(Error::new(
                ErrorKind::TransactionAborted,
                "the database has ended the outer transaction, which DDL and some errors do: begin another one",
            ));
        }
        self.raw()?.control(Control::Savepoint(TRANSACTION))?;
        self.is_begun = true;
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        self.is_begun = false;
        if self.outer_status() == TransactionStatus::Idle {
            // The database has undone everything already.
            return Ok(());
        }
        let raw = self.raw()?;
        raw.control(Control::RollbackTo(TRANSACTION))?;
        raw.control(Control::Release(TRANSACTION))
    }
}

impl DriverConnection for Joined {
    fn features(&self) -> Features {
        self.outer.pooled.peek().map(DriverConnection::features).unwrap_or_default()
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        self.raw()?.query(sql, binds)
    }

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        self.raw()?.run(sql, binds, receive)
    }

    fn run_many(&mut self, sql: SqlText<'_>, sets: &mut dyn ParameterSets) -> Result<()> {
        self.raw()?.run_many(sql, sets)
    }

    fn parameter_types(&mut self, sql: SqlText<'_>, kinds: &[Kind]) -> Result<Vec<String>> {
        self.raw()?.parameter_types(sql, kinds)
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        self.raw()?.is_read_only(sql)
    }

    fn control(&mut self, control: Control) -> Result<()> {
        match control {
            Control::Begin(begin) => self.begin(begin),
            Control::Commit => {
                self.raw()?.control(Control::Release(TRANSACTION))?;
                self.is_begun = false;
                Ok(())
            }
            Control::Rollback => self.rollback(),
            Control::Savepoint(_) | Control::Release(_) | Control::RollbackTo(_) => self.raw()?.control(control),
        }
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        let step = match control {
            Control::Begin(_) => Control::Savepoint(TRANSACTION),
            Control::Commit => Control::Release(TRANSACTION),
            Control::Rollback => Control::RollbackTo(TRANSACTION),
            other => other,
        };
        self.outer.pooled.peek().map_or_else(|| step.sql(), |raw| raw.control_sql(step))
    }

    fn status(&self) -> TransactionStatus {
        if self.is_begun { self.outer_status() } else { TransactionStatus::Idle }
    }

    fn ping(&mut self) -> Result<()> {
        self.raw()?.ping()
    }

    fn cancel_handle(&self) -> Result<Arc<dyn Cancel>> {
        match self.outer.pooled.peek() {
            Some(raw) => raw.cancel_handle(),
            None => Err(Error::new(ErrorKind::Disconnected, "the connection of the outer transaction is closed")),
        }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        match self.outer.pooled.raw() {
            Ok(raw) => raw.as_any(),
            // Nobody asks for this type, so nobody finds a connection.
            Err(_) => &mut self.is_begun,
        }
    }
}
