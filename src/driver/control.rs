//! What begins and ends transactions and savepoints, as data: each driver says it in its database's words.

use std::borrow::Cow;

/// A step of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Begins a transaction.
    Begin(Begin),
    /// Makes its changes permanent.
    Commit,
    /// Undoes its changes.
    Rollback,
    /// Marks a place to go back to. Savepoints are numbered within their transaction, starting at 1.
    Savepoint(u32),
    /// Forgets the mark; the changes since stay.
    Release(u32),
    /// Undoes the changes since the mark, which stays.
    RollbackTo(u32),
}

/// How a transaction begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begin {
    /// Its isolation level; `None` is the database's default. A database may give a stronger one, never a weaker one.
    pub isolation: Option<IsolationLevel>,
    /// Whether it may write; `None` is the database's default.
    pub access: Option<AccessMode>,
    /// The first statement will write: a database that has one lock for all writers takes it now, which avoids a
    /// deadlock later. Others ignore it.
    pub writing: bool,
}

/// How much a transaction sees of others that run at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IsolationLevel {
    /// READ UNCOMMITTED.
    ReadUncommitted,
    /// READ COMMITTED.
    ReadCommitted,
    /// REPEATABLE READ.
    RepeatableRead,
    /// SERIALIZABLE.
    Serializable,
}

/// Whether a transaction may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessMode {
    /// READ ONLY.
    ReadOnly,
    /// READ WRITE.
    ReadWrite,
}

/// How the transaction of a connection stands, as the database knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionStatus {
    /// There is none: it has not begun, or the database has ended it.
    Idle,
    /// One is open.
    Open,
    /// One is open, but an error has failed it: nothing runs until it is rolled back, whole or to a savepoint.
    Failed,
}

impl Control {
    /// The step in the words that most databases share: those of PostgreSQL.
    ///
    /// ```
    /// use realgar::driver::{Begin, Control, IsolationLevel};
    ///
    /// let begin = Begin {
    ///     isolation: Some(IsolationLevel::Serializable),
    ///     ..Begin::default()
    /// };
    /// let sql = Control::Begin(begin).sql();
    /// assert_eq!(sql, "BEGIN ISOLATION LEVEL SERIALIZABLE");
    /// let savepoint = Control::Savepoint(1).sql();
    /// assert_eq!(savepoint, "SAVEPOINT realgar_savepoint_1");
    /// ```
    #[must_use]
    pub fn sql(self) -> Cow<'static, str> {
        match self {
            Self::Begin(Begin { isolation: None, access: None, .. }) => "BEGIN".into(),
            Self::Begin(Begin { isolation, access, .. }) => {
                let level = isolation.map_or_else(String::new, |level| format!(" ISOLATION LEVEL {}", level.sql()));
                let access = access.map_or_else(String::new, |access| format!(" {}", access.sql()));
                format!("BEGIN{level}{access}").into()
            }
            Self::Commit => "COMMIT".into(),
            Self::Rollback => "ROLLBACK".into(),
            Self::Savepoint(number) => format!("SAVEPOINT realgar_savepoint_{number}").into(),
            Self::Release(number) => format!("RELEASE SAVEPOINT realgar_savepoint_{number}").into(),
            Self::RollbackTo(number) => format!("ROLLBACK TO SAVEPOINT realgar_savepoint_{number}").into(),
        }
    }
}

impl IsolationLevel {
    /// Its name in SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::ReadUncommitted => "READ UNCOMMITTED",
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }
}

impl AccessMode {
    /// Its name in SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::ReadOnly => "READ ONLY",
            Self::ReadWrite => "READ WRITE",
        }
    }
}
