//! Row locks and DISTINCT ON.

use super::func::argument_nodes;
use super::rules::{InFrom, InRow};
use super::{FromSource, Select, Selection};
use crate::sql::ast::{FromItem, Lock, LockStrength, LockWait};

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    fn locked(self, change: impl FnOnce(&mut Lock)) -> Self {
        let lock = Lock { strength: LockStrength::Update, of: Vec::new(), wait: LockWait::Wait };
        self.changed(|ast| change(ast.lock.get_or_insert(Box::new(lock))))
    }

    /// `FOR UPDATE`: the rows stay locked until the transaction ends. Not on SQLite.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User).filter(User.id.eq(1)).for_update();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id, user_account.name, user_account.fullname \
    ///      FROM user_account WHERE user_account.id = $1 FOR UPDATE",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn for_update(self) -> Self {
        self.locked(|lock| lock.strength = LockStrength::Update)
    }

    /// `FOR SHARE`, `LOCK IN SHARE MODE` on MySQL: others may read and share-lock the rows, but not change them, until
    /// the transaction ends. Not on SQLite.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).for_share();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account FOR SHARE"
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT user_account.id FROM user_account LOCK IN SHARE MODE"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn for_share(self) -> Self {
        self.locked(|lock| lock.strength = LockStrength::Share)
    }

    /// `FOR UPDATE OF table`: only the rows of this one, after [`for_update`](Self::for_update) or
    /// [`for_share`](Self::for_share). Not on MariaDB.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.id, Address.id)).join(Address).for_update().of(User);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id, address.id AS id_1 FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id FOR UPDATE OF \
    ///      user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn of<F: FromSource<Source: InFrom<Sc, I, Null = N>>, I, N>(self, table: F) -> Self {
        let name = match table.item() {
            FromItem::Table(table) => table.name,
            FromItem::Alias(_, alias)
            | FromItem::Derived(_, alias, _)
            | FromItem::Values(_, alias, _)
            | FromItem::Function(_, alias)
            | FromItem::Cte(_, Some(alias))
            | FromItem::Itself(alias) => alias,
            FromItem::Cte(cte, None) => cte.name,
            // No entity, alias or derived table is one.
            FromItem::Nested(..) => return self,
        };
        self.locked(|lock| lock.of.push(name))
    }

    /// `FOR UPDATE NOWAIT`: an error if a row is locked already.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).for_update().nowait();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account FOR UPDATE NOWAIT",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn nowait(self) -> Self {
        self.locked(|lock| lock.wait = LockWait::NoWait)
    }

    /// `FOR UPDATE SKIP LOCKED`: without the rows that are locked already.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query =
    ///     select(User.id).order_by(User.id).limit(1).for_update().skip_locked();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.id \
    ///      LIMIT $1 FOR UPDATE SKIP LOCKED",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn skip_locked(self) -> Self {
        self.locked(|lock| lock.wait = LockWait::SkipLocked)
    }

    /// `SELECT DISTINCT ON (keys)`: of all rows that have the same keys, the first in the order, which has to begin with
    /// these keys. PostgreSQL only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(Address)
    ///     .distinct_on(Address.user_id)
    ///     .order_by((Address.user_id, Address.id.desc()));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT DISTINCT ON (address.user_id) address.id, address.email_address, \
    ///      address.user_id FROM address ORDER BY address.user_id, address.id DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn distinct_on<S: Selection<Refs: InRow<Sc, I, Kept = K>>, I, K>(self, keys: S) -> Self {
        self.changed(|ast| ast.distinct_on.extend(argument_nodes(&keys)))
    }
}
