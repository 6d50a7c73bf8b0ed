//! FROM, WHERE, GROUP BY, HAVING, ORDER BY and the limits of a select.

use super::Select;
use crate::query::rules::{ComparedTo, DistinctRows, InFrom, Inner, NoRefs, OuterScope};
use crate::query::{
    Column, Condition, FromSource, GroupKeys, GroupState, HavingIn, Operators as _, OrderIn, OrderKeys,
};
use crate::sql::value::Value;
use crate::types::SqlType;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `WHERE condition`; several are joined by AND. `None` adds nothing.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let wanted: Option<&str> = None;
    /// let query = select(User.id)
    ///     .filter(User.id.gt(5))
    ///     .filter(wanted.map(|name| User.name.eq(name)));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.id > ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter<C: Condition<Sc, I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        self.ast.filter.extend(condition.into_node());
        self
    }

    /// `WHERE column = value`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id)
    ///     .filter_by(User.name, "sandy")
    ///     .filter_by(User.fullname, None::<String>);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.name = ? \
    ///      AND user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter_by<S: InFrom<Sc, I, Null = N>, T: SqlType, Id, V: ComparedTo<T, Refs = NoRefs, Kept = K>, I, N, K>(
        mut self,
        column: Column<S, T, Id>,
        value: V,
    ) -> Self {
        self.ast.filter.push(column.eq(value).into_node());
        self
    }

    /// `GROUP BY keys`: a column, an expression, or a tuple of them. Grouping by a primary key lets all columns of its
    /// table be selected.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, func::count(Address.id)))
    ///     .join(Address)
    ///     .group_by(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, count(address.id) FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id \
    ///      GROUP BY user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn group_by<K: GroupKeys<Sc, I, Scope = S, State = G2>, I, S, G2: GroupState>(
        mut self,
        keys: K,
    ) -> Select<Sel, S, G2> {
        if !self.ast.is_grouped() {
            self.ast.ungrouped = self.ast.columns_before_group_by();
        }
        keys.take_grouped(&mut self.ast.ungrouped);
        self.ast.has_computed_key |= G2::COMPUTED;
        keys.push(&mut self.ast.group_by, &mut self.ast.grouping);
        self.retyped()
    }

    /// `HAVING condition`, on grouped columns and aggregates; several are joined by AND.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let count = func::count(Address.id);
    /// let query = select((Address.user_id, &count))
    ///     .group_by(Address.user_id)
    ///     .having(count.gt(1));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT address.user_id, count(address.id) FROM address \
    ///      GROUP BY address.user_id HAVING count(address.id) > ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn having<C: HavingIn<Sel, Sc, G, (I, J), Kept = K>, I, J, K>(mut self, condition: C) -> Self {
        self.ast.having.push(condition.node());
        self
    }

    /// `ORDER BY keys`, after those that are there: expressions, `User.name.desc()`, or a tuple of them.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query =
    ///     select(User.id).order_by((User.fullname.desc().nulls_last(), User.id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      ORDER BY user_account.fullname DESC NULLS LAST, user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn order_by<O: OrderKeys<Refs: OrderIn<Sel, Sc, G, (I, J), Kept = K>>, I, J, K>(mut self, keys: O) -> Self {
        keys.push(&mut self.ast.order_by);
        self
    }

    /// `SELECT DISTINCT`: each distinct row once.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.fullname).distinct();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT DISTINCT user_account.fullname FROM user_account"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn distinct<K>(mut self) -> Self
    where
        Sel: DistinctRows<Kept = K>,
    {
        self.ast.distinct = true;
        self
    }

    /// `LIMIT rows`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).order_by(User.id).limit(10);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.ast.limit = Some(Value::row_count(rows));
        self
    }

    /// `OFFSET rows`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).order_by(User.id).limit(10).offset(20);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.id \
    ///      LIMIT ? OFFSET ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.ast.offset = Some(Value::row_count(rows));
        self
    }
}

impl<Sel, Sc> Select<Sel, Sc> {
    /// `FROM source`: replaces the table of the first column.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(func::count_all()).select_from(User);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT count(*) FROM user_account"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn select_from<F: FromSource>(
        mut self,
        from: F,
    ) -> Select<Sel, (Inner<F::Source>, <F::Refs as OuterScope>::Scope)> {
        self.ast.from = Some(from.item());
        self.ast.joins.clear();
        self.retyped()
    }
}
