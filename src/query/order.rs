//! ORDER BY.

use super::Expression;
use super::operators::Base;
use super::rules::{Both, Checked, Comparable, Mark};
use crate::sql::ast::{Node, Nulls, OrderKey};
use crate::types::SqlType;

/// One key of ORDER BY with its direction: `User.name.desc()`.
pub struct Order<R> {
    key: OrderKey,
    mark: Mark<R>,
}

impl<R> Order<R> {
    pub(crate) const fn new(node: Node, descending: bool, nulls: Option<Nulls>) -> Self {
        Self { key: OrderKey { node, descending, nulls }, mark: std::marker::PhantomData }
    }

    pub(super) fn retyped<NewR>(self) -> Order<NewR> {
        Order { key: self.key, mark: std::marker::PhantomData }
    }

    /// Smallest first, or largest first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let newest_first = true;
    /// let query = select(User.name).order_by(User.id.asc().descending(newest_first));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account ORDER BY user_account.id DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn descending(mut self, descending: bool) -> Self {
        self.key.descending = descending;
        self
    }

    /// Largest first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.name).order_by(User.fullname.nulls_last().desc());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account \
    ///      ORDER BY user_account.fullname DESC NULLS LAST",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn desc(mut self) -> Self {
        self.key.descending = true;
        self
    }

    /// NULLs before everything. MySQL, which cannot say it, sorts by `key IS NULL DESC` first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.name).order_by(User.fullname.desc().nulls_first());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account \
    ///      ORDER BY user_account.fullname DESC NULLS FIRST",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.key.nulls = Some(Nulls::First);
        self
    }

    /// NULLs after everything. MySQL, which cannot say it, sorts by `key IS NULL` first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.name).order_by(User.fullname.desc().nulls_last());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account \
    ///      ORDER BY user_account.fullname DESC NULLS LAST",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT user_account.name FROM user_account \
    ///      ORDER BY user_account.fullname IS NULL, user_account.fullname DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.key.nulls = Some(Nulls::Last);
        self
    }
}

impl<R> Clone for Order<R> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), mark: std::marker::PhantomData }
    }
}

impl<R> std::fmt::Debug for Order<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.key.fmt(f)
    }
}

/// The keys of ORDER BY: an expression, an expression with a direction, a tuple, a `Vec` or an `Option` of them.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let by_name = Some(User.name.asc());
/// let query = select(User.id).order_by((by_name, User.id.desc()));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      ORDER BY user_account.name, user_account.id DESC",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of ORDER BY",
    label = "is not an expression, one with a direction, or a tuple of these",
    note = "name columns, expressions, `.asc()` or `.desc()` of them, or a tuple of at most 8 of these (nest tuples for more)"
)]
pub trait OrderKeys {
    /// The columns they use.
    type Refs;

    /// Adds them to a list.
    fn push(self, keys: &mut Vec<OrderKey>);
}

#[diagnostic::do_not_recommend]
impl<R> OrderKeys for Order<R> {
    type Refs = R;

    fn push(self, keys: &mut Vec<OrderKey>) {
        keys.push(self.key);
    }
}

#[diagnostic::do_not_recommend]
impl<E: Expression<Sql: SqlType<Base: Comparable>>> OrderKeys for E {
    type Refs = Checked<E::Refs, <Base<E> as Comparable>::Kept>;

    fn push(self, keys: &mut Vec<OrderKey>) {
        keys.push(OrderKey::ascending(self.node()));
    }
}

#[diagnostic::do_not_recommend]
impl<K: OrderKeys> OrderKeys for Vec<K> {
    type Refs = K::Refs;

    fn push(self, keys: &mut Vec<OrderKey>) {
        for key in self {
            key.push(keys);
        }
    }
}

/// `None` adds nothing.
#[diagnostic::do_not_recommend]
impl<K: OrderKeys> OrderKeys for Option<K> {
    type Refs = K::Refs;

    fn push(self, keys: &mut Vec<OrderKey>) {
        if let Some(key) = self {
            key.push(keys);
        }
    }
}

macro_rules! tuple_keys {
    ($first:ident $(, $rest:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$first: OrderKeys $(, $rest: OrderKeys)*> OrderKeys for ($first, $($rest,)*) {
            type Refs = tuple_keys!(@refs $first $(, $rest)*);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn push(self, keys: &mut Vec<OrderKey>) {
                let ($first, $($rest,)*) = self;
                $first.push(keys);
                $($rest.push(keys);)*
            }
        }
    };
    (@refs $first:ident) => { $first::Refs };
    (@refs $first:ident, $($rest:ident),+) => { Both<$first::Refs, tuple_keys!(@refs $($rest),+)> };
}

tuple_keys!(A);
tuple_keys!(A, B);
tuple_keys!(A, B, C);
tuple_keys!(A, B, C, D);
tuple_keys!(A, B, C, D, E);
tuple_keys!(A, B, C, D, E, F);
tuple_keys!(A, B, C, D, E, F, G);
tuple_keys!(A, B, C, D, E, F, G, H);
