//! One of Diesel's connections as a driver's, or as a place where one statement of ours runs.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use super::backing::{Backing, convert};
use super::cursor;
use super::outline::{Outline, Outlines, Sort};
use super::query::Sent;
use super::standing::Standing;
use crate::driver::{Control, Cursor, DriverConnection, Features, Receive, SqlText, TransactionStatus};
use crate::error::{Error, Result};
use crate::sql::value::Value;

/// An open connection.
pub(super) struct Connected<C> {
    /// Asked for its status through a shared reference; nobody else borrows it meanwhile.
    conn: RefCell<C>,
    standing: Standing,
    outlines: Outlines,
    features: Features,
}

impl<C: Backing> Connected<C> {
    /// A connection that has just been opened.
    ///
    /// # Errors
    ///
    /// What the database reports when it is asked about itself.
    pub(super) fn new(mut conn: C, statement_cache: usize) -> Result<Self> {
        let key_step = conn.key_step().map_err(convert::<C>)?;
        Ok(Self {
            conn: RefCell::new(conn),
            standing: Standing::new(),
            outlines: Outlines::new(statement_cache),
            features: Features { key_step, ..C::FEATURES },
        })
    }

    /// The connection as Diesel has it.
    pub(super) fn raw(&mut self) -> &mut C {
        self.standing.doubt();
        self.conn.get_mut()
    }

    /// What was kept prepared may not fit any more what a statement has changed, or somebody else.
    fn forget_after(&mut self, sort: Sort, result: &Result<()>) {
        let is_outdated = |error: &Error| C::OUTDATED.is_some_and(|part| error.message().contains(part));
        let forgets = sort == Sort::Defines || result.as_ref().is_err_and(is_outdated);
        if forgets && self.conn.get_mut().forget_statements() {
            self.outlines.clear();
        }
    }
}

impl<C: Backing> DriverConnection for Connected<C> {
    fn features(&self) -> Features {
        self.features
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        let (outline, is_kept, is_known) = self.outlines.get(sql.text, sql.varies, C::DIALECT)?;
        self.forget_after(outline.sort, &Ok(()));
        let sent = Sent::owned(sql.text, binds, outline.clone(), is_kept)?;
        let conn = self.conn.get_mut();
        Ok(Box::new(cursor::start(conn, &self.standing, &outline, sent, true, is_known)?))
    }

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        let (outline, is_kept, is_known) = self.outlines.get(sql.text, sql.varies, C::DIALECT)?;
        let sent = Sent::borrowed(sql.text, binds, outline.clone(), is_kept)?;
        let started = cursor::start(self.conn.get_mut(), &self.standing, &outline, sent, false, is_known);
        let result = started.and_then(|mut running| receive(&mut running));
        self.forget_after(outline.sort, &result);
        result
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        let (outline, ..) = self.outlines.get(sql, true, C::DIALECT)?;
        Ok(match outline.sort {
            Sort::Reads => Some(true),
            Sort::Tells => C::only_tells(sql),
            _ => Some(false),
        })
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.standing.step(self.conn.get_mut(), control)
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        C::control_sql(control)
    }

    fn status(&self) -> TransactionStatus {
        self.standing.look(&mut *self.conn.borrow_mut())
    }

    fn ping(&mut self) -> Result<()> {
        let pinged = self.conn.get_mut().batch_execute("SELECT 1");
        pinged.map_err(|error| self.standing.failed::<C>(error))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Runs one statement on a connection of the program's, in its transaction.
///
/// # Errors
///
/// What the database reports; those of `receive`, unchanged.
pub(crate) fn run_on<C: Backing>(conn: &mut C, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
    let outline = std::sync::Arc::new(Outline::of(sql.text, C::DIALECT)?);
    // Kept as Diesel keeps its own: without a limit, but for texts that vary.
    let sent = Sent::borrowed(sql.text, binds, outline.clone(), !sql.varies)?;
    let standing = Standing::new();
    receive(&mut cursor::start(conn, &standing, &outline, sent, false, false)?)
}
