//! UNION, INTERSECT and EXCEPT, as methods: written one by one, because the compiler's messages show a macro at length.

use super::{Compound, Side};
use crate::query::rules::DistinctRows;
use crate::query::{Grouping, RowIn, Select};
use crate::sql::ast::{Query, SetOperator};

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `UNION`: the rows of both, equal ones once.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).union(select(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn union<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, I, J, M>(
        self,
        other: Q,
    ) -> Compound<C, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Compound::new(Query::Select(self.into_ast()), SetOperator::Union, other.into_query())
    }

    /// `UNION ALL`: the rows of both.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).union_all(select(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION ALL \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn union_all<Q: Side<Sel, Sc, M, Columns = C>, C, I, J, M>(self, other: Q) -> Compound<C, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Compound::new(Query::Select(self.into_ast()), SetOperator::UnionAll, other.into_query())
    }

    /// `INTERSECT`: the rows that both have.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).intersect(select(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account INTERSECT \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn intersect<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, I, J, M>(
        self,
        other: Q,
    ) -> Compound<C, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Compound::new(Query::Select(self.into_ast()), SetOperator::Intersect, other.into_query())
    }

    /// `EXCEPT`: the rows that the other does not have.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).except(select(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account EXCEPT \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn except<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, I, J, M>(
        self,
        other: Q,
    ) -> Compound<C, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Compound::new(Query::Select(self.into_ast()), SetOperator::Except, other.into_query())
    }
}

impl<Sel, Sc> Compound<Sel, Sc> {
    /// `UNION`: the rows of both, equal ones once.
    pub fn union<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, M>(self, other: Q) -> Compound<C, Sc> {
        self.with(SetOperator::Union, other.into_query())
    }

    /// `UNION ALL`: the rows of both.
    pub fn union_all<Q: Side<Sel, Sc, M, Columns = C>, C, M>(self, other: Q) -> Compound<C, Sc> {
        self.with(SetOperator::UnionAll, other.into_query())
    }

    /// `INTERSECT`: the rows that both have.
    pub fn intersect<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, M>(
        self,
        other: Q,
    ) -> Compound<C, Sc> {
        self.with(SetOperator::Intersect, other.into_query())
    }

    /// `EXCEPT`: the rows that the other does not have.
    pub fn except<Q: Side<Sel, Sc, M, Columns = C>, C: DistinctRows<Kept = K>, K, M>(
        self,
        other: Q,
    ) -> Compound<C, Sc> {
        self.with(SetOperator::Except, other.into_query())
    }
}
