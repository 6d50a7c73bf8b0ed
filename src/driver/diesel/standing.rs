//! How the transaction of one of Diesel's connections stands, and the steps that begin and end it.
//!
//! Diesel's own transaction manager knows of them, so that a `transaction` of Diesel's inside of ours is a savepoint.

use std::cell::Cell;
use std::num::NonZeroU32;

use diesel::connection::{
    AnsiTransactionManager, TransactionDepthChange, TransactionManager as _, TransactionManagerStatus,
};
use diesel::result::{Error as DieselError, QueryResult};

use super::backing::{Backing, convert};
use super::errors;
use crate::driver::{AccessMode, Control, TransactionStatus};
use crate::error::{Error, ErrorKind, Result};

/// How the transaction stands, as far as it is known without asking.
pub(super) struct Standing {
    status: Cell<TransactionStatus>,
    /// An error may have ended it, or the program may have begun or ended one by itself.
    is_doubtful: Cell<bool>,
}

impl Standing {
    pub(super) const fn new() -> Self {
        Self { status: Cell::new(TransactionStatus::Idle), is_doubtful: Cell::new(false) }
    }

    /// Somebody may change it who does not tell.
    pub(super) fn doubt(&self) {
        self.is_doubtful.set(true);
    }

    /// Keeps in mind what an error means for the transaction, and makes it one of ours.
    #[cold]
    pub(super) fn failed<C: Backing>(&self, error: DieselError) -> Error {
        if errors::is_from_database(&error) {
            if !C::FEATURES.error_fails_transaction {
                self.doubt();
            } else if self.status.get() == TransactionStatus::Open {
                self.status.set(TransactionStatus::Failed);
            }
        }
        convert::<C>(error)
    }

    /// How the transaction stands. Asks the database if that is in doubt, and tells Diesel what it has missed.
    pub(super) fn look<C: Backing>(&self, conn: &mut C) -> TransactionStatus {
        if self.is_doubtful.replace(false) {
            let status = conn.ask_status();
            self.status.set(status);
            match (status, depth(conn)) {
                (TransactionStatus::Idle, Ok(Some(_))) => ended(conn),
                (TransactionStatus::Open, Ok(None)) => begun(conn),
                _ => {}
            }
        }
        self.status.get()
    }

    /// Takes one step.
    ///
    /// # Errors
    ///
    /// What the database reports; `TransactionAborted` for COMMIT of a failed transaction, which is rolled back.
    pub(super) fn step<C: Backing>(&self, conn: &mut C, control: Control) -> Result<()> {
        let status = self.look(conn);
        let sql = C::control_sql(control);
        match control {
            Control::Begin(begin) => {
                if C::needs_set_read_only(begin) {
                    let read_only = begin.access == Some(AccessMode::ReadOnly);
                    conn.set_read_only(read_only).map_err(|error| self.failed::<C>(error))?;
                }
                let begun = AnsiTransactionManager::begin_transaction_sql(conn, &sql);
                begun.map_err(|error| self.failed::<C>(error))?;
                self.status.set(TransactionStatus::Open);
                Ok(())
            }
            Control::Commit if status == TransactionStatus::Failed => {
                self.end(conn, "ROLLBACK")?;
                Err(Error::new(
                    ErrorKind::TransactionAborted,
                    "an error before has failed the transaction: its COMMIT is a rollback",
                ))
            }
            Control::Commit | Control::Rollback => self.end(conn, &sql),
            Control::Savepoint(_) | Control::Release(_) | Control::RollbackTo(_) => {
                conn.batch_execute(&sql).map_err(|error| self.failed::<C>(error))?;
                if matches!(control, Control::RollbackTo(_)) {
                    self.status.set(TransactionStatus::Open);
                }
                Ok(())
            }
        }
    }

    /// Ends the transaction, with all savepoints of Diesel's that were left open in it.
    ///
    /// By our own text: after a COMMIT that fails, Diesel would roll back at once, and nothing could be mended.
    fn end<C: Backing>(&self, conn: &mut C, sql: &str) -> Result<()> {
        // Diesel gives a connection up that it has lost.
        depth(conn).map_err(convert::<C>)?;
        match conn.batch_execute(sql) {
            Ok(()) => {
                ended(conn);
                self.status.set(TransactionStatus::Idle);
                Ok(())
            }
            Err(error) => {
                // A COMMIT that fails may have ended it.
                self.doubt();
                Err(convert::<C>(error))
            }
        }
    }
}

/// How many transactions and savepoints Diesel knows to be open.
///
/// # Errors
///
/// If it has given the connection up.
fn depth<C: Backing>(conn: &mut C) -> QueryResult<Option<NonZeroU32>> {
    AnsiTransactionManager::transaction_manager_status_mut(conn).transaction_depth()
}

/// Tells Diesel that there is no transaction.
fn ended<C: Backing>(conn: &mut C) {
    *AnsiTransactionManager::transaction_manager_status_mut(conn) = TransactionManagerStatus::default();
}

/// Tells Diesel that there is one.
fn begun<C: Backing>(conn: &mut C) {
    if let TransactionManagerStatus::Valid(status) = AnsiTransactionManager::transaction_manager_status_mut(conn) {
        // One more than none is one.
        let _ = status.change_transaction_depth(TransactionDepthChange::IncreaseDepth);
    }
}
