//! JOIN.

use super::Select;
use crate::query::nested_join::NestedJoin;
use crate::query::rules::{AllOuter, Correlated, Disjoint, InRow, Inner, NotIn, Onto, Outer, StandsAlone};
use crate::query::{Expression, FromSource, JoinTarget, RowCondition};
use crate::sql::ast::{Join, JoinKind};

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    fn joined<J: JoinTarget<Sc, I>, I>(&mut self, kind: JoinKind, target: &J) {
        self.ast.joins.push(target.join(kind));
    }

    /// `JOIN target ON …`: by the foreign key to a table that is there, or by a relationship.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, Address.email_address)).join(User.addresses);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id",
    /// );
    /// // by the only foreign key between the two: the same
    /// let by_key = select((User.name, Address.email_address)).join(Address);
    /// assert_eq!(by_key.compile(Dialect::Sqlite)?, query.compile(Dialect::Sqlite)?);
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Select<Sel, (Inner<S>, Sc), G> {
        self.joined(JoinKind::Inner, &target);
        self.retyped()
    }

    /// `LEFT OUTER JOIN target ON …`: its columns become nullable.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<(String, Option<String>)> =
    ///     select((User.name, Address.email_address))
    ///         .left_join(User.addresses)
    ///         .erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      LEFT OUTER JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn left_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Select<Sel, (Outer<S>, Sc), G> {
        self.joined(JoinKind::Left, &target);
        self.retyped()
    }

    /// `RIGHT OUTER JOIN target ON …`: the columns of everything before it become nullable.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<(Option<String>, String)> =
    ///     select((User.name, Address.email_address))
    ///         .right_join(User.addresses)
    ///         .erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      RIGHT OUTER JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn right_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Select<Sel, (Inner<S>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined(JoinKind::Right, &target);
        self.retyped()
    }

    /// `FULL OUTER JOIN target ON …`: all columns become nullable. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<(Option<String>, Option<String>)> =
    ///     select((User.name, Address.email_address))
    ///         .full_join(User.addresses)
    ///         .erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      FULL OUTER JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn full_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Select<Sel, (Outer<S>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined(JoinKind::Full, &target);
        self.retyped()
    }

    /// `CROSS JOIN target`: every row with every row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, Address.email_address)).cross_join(Address);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      CROSS JOIN address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn cross_join<F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: InRow<Sc, I, Kept = L>>, I, K, L>(
        mut self,
        target: F,
    ) -> Select<Sel, (Inner<F::Source>, Sc), G> {
        self.ast.joins.push(Join { kind: JoinKind::Cross, item: target.item(), on: None });
        self.retyped()
    }

    fn joined_on<F: FromSource, C: Expression>(mut self, kind: JoinKind, target: &F, on: &C) -> Self {
        self.ast.joins.push(Join { kind, item: target.item(), on: Some(on.node()) });
        self
    }

    /// `JOIN target ON condition`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, Address.email_address))
    ///     .join_on(Address, User.id.eq(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join_on<
        F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: InRow<Sc, J, Kept = M>>,
        C: RowCondition<(Inner<F::Source>, Sc), I, Kept = L>,
        I,
        J,
        K,
        L,
        M,
    >(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Inner<F::Source>, Sc), G> {
        self.joined_on(JoinKind::Inner, &target, &on).retyped()
    }

    /// `LEFT OUTER JOIN target ON condition`: its columns become nullable.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let on =
    ///     User.id.eq(Address.user_id).and(Address.email_address.ends_with(".org"));
    /// let query = select((User.name, Address)).left_join_on(Address, on);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.id, address.email_address, \
    ///      address.user_id FROM user_account LEFT OUTER JOIN address \
    ///      ON user_account.id = address.user_id AND address.email_address LIKE '%' \
    ///      || ? ESCAPE '/'",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn left_join_on<
        F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: InRow<Sc, J, Kept = M>>,
        C: RowCondition<(Inner<F::Source>, Sc), I, Kept = L>,
        I,
        J,
        K,
        L,
        M,
    >(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Outer<F::Source>, Sc), G> {
        self.joined_on(JoinKind::Left, &target, &on).retyped()
    }

    /// `RIGHT OUTER JOIN target ON condition`: the columns of everything before it become nullable.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, Address.id))
    ///     .right_join_on(Address, User.id.eq(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.id FROM user_account RIGHT OUTER \
    ///      JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn right_join_on<
        F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: StandsAlone>,
        C: RowCondition<(Inner<F::Source>, Sc), I, Kept = L>,
        I,
        K,
        L,
    >(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Inner<F::Source>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined_on(JoinKind::Right, &target, &on).retyped()
    }

    /// `FULL OUTER JOIN target ON condition`: all columns become nullable. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, Address.id))
    ///     .full_join_on(Address, User.id.eq(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.id FROM user_account FULL OUTER \
    ///      JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn full_join_on<
        F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: StandsAlone>,
        C: RowCondition<(Inner<F::Source>, Sc), I, Kept = L>,
        I,
        K,
        L,
    >(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Outer<F::Source>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined_on(JoinKind::Full, &target, &on).retyped()
    }

    /// `JOIN (… JOIN …) ON condition`: joins that are made before this one, from [`nested`](crate::query::nested).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let pairs = nested(Address).join_on(other, other.id.gt(Address.user_id));
    /// let query = select((User.name, Address.email_address, other.name))
    ///     .join_nested(pairs, User.id.eq(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address, other.name AS name_1 \
    ///      FROM user_account JOIN (address JOIN user_account AS other \
    ///      ON other.id > address.user_id) ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join_nested<N: Onto<Sc> + Disjoint<Sc, Kept = K>, C: RowCondition<N::Out, I, Kept = L>, I, K, L>(
        mut self,
        nested: NestedJoin<N>,
        on: C,
    ) -> Select<Sel, N::Out, G> {
        self.ast.joins.push(nested.into_join(JoinKind::Inner, on.node()));
        self.retyped()
    }

    /// `LEFT OUTER JOIN (… JOIN …) ON condition`: all columns in the parentheses become nullable. A row whose inner joins
    /// find nothing stays, which two LEFT JOINs one after the other cannot say.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let pairs = nested(Address).join_on(other, other.id.gt(Address.user_id));
    /// let query: Query<(String, Option<String>)> =
    ///     select((User.name, other.name))
    ///         .left_join_nested(pairs, User.id.eq(Address.user_id))
    ///         .erase();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, other.name AS name_1 FROM user_account \
    ///      LEFT OUTER JOIN (address JOIN user_account AS other \
    ///      ON other.id > address.user_id) ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn left_join_nested<N, C: RowCondition<<N as Onto<Sc>>::Out, I, Kept = L>, I, K, L>(
        mut self,
        nested: NestedJoin<N>,
        on: C,
    ) -> Select<Sel, <<N as AllOuter>::Out as Onto<Sc>>::Out, G>
    where
        N: Onto<Sc> + Disjoint<Sc, Kept = K> + AllOuter<Out: Onto<Sc>>,
    {
        self.ast.joins.push(nested.into_join(JoinKind::Left, on.node()));
        self.retyped()
    }

    /// Columns of this entity belong to the enclosing query.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let has_address = select(Address.id)
    ///     .correlate(User)
    ///     .filter(Address.user_id.eq(User.id))
    ///     .exists();
    /// let query = select(User.name).filter(has_address);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE EXISTS \
    ///      (SELECT address.id FROM address WHERE address.user_id = user_account.id)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn correlate<F: FromSource<Source: NotIn<Sc, Kept = K>>, K>(
        self,
        _outer: F,
    ) -> Select<Sel, (Correlated<F::Source>, Sc), G> {
        self.retyped()
    }
}
