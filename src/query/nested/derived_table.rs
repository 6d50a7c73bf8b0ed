//! A query in FROM: derived tables and common table expressions.

use crate::query::{DerivedTable, Grouping, OuterRefs, RowIn, Select, StandsAlone};

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `(SELECT …) AS name`: to be joined, and its columns used like a table's.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let counts = select((Address.user_id, func::count(Address.id).label("n")))
    ///     .group_by(Address.user_id);
    /// let counts = counts.subquery("counts");
    /// let (user_id, n) = counts.columns();
    /// let query = select((User.name, n)).join_on(counts, User.id.eq(user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, counts.n FROM user_account JOIN \
    ///      (SELECT address.user_id AS user_id, count(address.id) AS n \
    ///      FROM address GROUP BY address.user_id) AS counts \
    ///      ON user_account.id = counts.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn subquery<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs<Out: StandsAlone>,
    {
        DerivedTable::subquery(name, self.into_query(), false)
    }

    /// `LATERAL (SELECT …) AS name`: a derived table that may use the columns of what stands before it in FROM
    /// ([`correlate`](Self::correlate)d). Not on SQLite.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let newest = select(Address.email_address)
    ///     .correlate(User)
    ///     .filter(Address.user_id.eq(User.id));
    /// let newest = newest.order_by(Address.id.desc()).limit(1).lateral("newest");
    /// let email = newest.columns();
    /// let query = select((User.name, email)).cross_join(newest);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, newest.email_address FROM user_account \
    ///      CROSS JOIN LATERAL (SELECT address.email_address AS email_address \
    ///      FROM address WHERE address.user_id = user_account.id \
    ///      ORDER BY address.id DESC LIMIT $1) AS newest",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn lateral<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        DerivedTable::subquery(name, self.into_query(), true)
    }

    /// `WITH name AS (SELECT …)`: like [`subquery`](Self::subquery), but written once in front of the statement, however
    /// often it is used.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let counts = select((Address.user_id, func::count(Address.id).label("n")))
    ///     .group_by(Address.user_id);
    /// let counts = counts.cte("counts");
    /// let (user_id, n) = counts.columns();
    /// let query = select((User.name, n)).join_on(counts, User.id.eq(user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "WITH counts AS (SELECT address.user_id AS user_id, count(address.id) AS \
    ///      n FROM address GROUP BY address.user_id) \
    ///      SELECT user_account.name, counts.n FROM user_account JOIN counts \
    ///      ON user_account.id = counts.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn cte<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs<Out: StandsAlone>,
    {
        DerivedTable::cte(name, self.into_query())
    }
}
