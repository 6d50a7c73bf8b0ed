//! Joins in parentheses: `a JOIN (b JOIN c ON …) ON …`.

use std::sync::Arc;

use super::rules::{InRow, Inner, Mark, NotIn, Outer, StandsAlone};
use super::{FromSource, JoinTarget, RowCondition};
use crate::sql::ast::{self, FromItem, Join, JoinKind, Node};

/// Joins that are made before those around them, of the sources in `Scope`: what [`nested`] begins, and
/// [`join_nested`](super::Select::join_nested) takes.
#[must_use]
pub struct NestedJoin<Scope> {
    ast: ast::NestedJoin,
    mark: Mark<Scope>,
}

/// The first source of joins in parentheses.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// // users with an address at .org, and those addresses; users without one stay
/// let query = select((User.name, Address.email_address)).left_join_nested(
///     nested(Address),
///     User.id
///         .eq(Address.user_id)
///         .and(Address.email_address.ends_with(".org")),
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name, address.email_address FROM user_account \
///      LEFT OUTER JOIN address ON user_account.id = address.user_id \
///      AND address.email_address LIKE '%' || ? ESCAPE '/'",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn nested<F: FromSource<Refs: StandsAlone>>(first: F) -> NestedJoin<(Inner<F::Source>, ())> {
    NestedJoin::new(ast::NestedJoin { first: first.item(), joins: Vec::new() })
}

impl<Sc> NestedJoin<Sc> {
    const fn new(ast: ast::NestedJoin) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    fn with<NewScope>(mut self, join: Join) -> NestedJoin<NewScope> {
        self.ast.joins.push(join);
        NestedJoin::new(self.ast)
    }

    pub(super) fn into_join(self, kind: JoinKind, on: Node) -> Join {
        Join { kind, item: FromItem::Nested(Arc::new(self.ast)), on: Some(on) }
    }

    /// `JOIN target ON …`, inside of the parentheses: as [`Select::join`](super::Select::join).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let query = select((User.name, other.name, Address.id)).left_join_nested(
    ///     nested(Address).join(other),
    ///     User.id.lt(other.id),
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, other.name AS name_1, address.id \
    ///      FROM user_account LEFT OUTER JOIN (address JOIN user_account AS other \
    ///      ON other.id = address.user_id) ON user_account.id < other.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        self,
        target: J,
    ) -> NestedJoin<(Inner<S>, Sc)> {
        let join = target.join(JoinKind::Inner);
        self.with(join)
    }

    /// `LEFT OUTER JOIN target ON …`, inside of the parentheses: as [`Select::left_join`](super::Select::left_join).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let query = select((User.name, other.name, Address.id))
    ///     .join_nested(nested(other).left_join(Address), User.id.lt(other.id));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, other.name AS name_1, address.id \
    ///      FROM user_account JOIN (user_account AS other LEFT OUTER JOIN address \
    ///      ON other.id = address.user_id) ON user_account.id < other.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn left_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        self,
        target: J,
    ) -> NestedJoin<(Outer<S>, Sc)> {
        let join = target.join(JoinKind::Left);
        self.with(join)
    }

    /// `JOIN target ON condition`, inside of the parentheses.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let pairs = nested(Address).join_on(other, other.id.eq(Address.user_id));
    /// let query =
    ///     select((User.name, Address.id)).join_nested(pairs, User.id.lt(other.id));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, address.id FROM user_account JOIN \
    ///      (address JOIN user_account AS other ON other.id = address.user_id) \
    ///      ON user_account.id < other.id",
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
    ) -> NestedJoin<(Inner<F::Source>, Sc)> {
        self.with(Join { kind: JoinKind::Inner, item: target.item(), on: Some(on.node()) })
    }

    /// `LEFT OUTER JOIN target ON condition`, inside of the parentheses.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", User);
    /// let pairs = nested(other).left_join_on(Address, other.id.eq(Address.user_id));
    /// let query: Query<(String, Option<i32>)> =
    ///     select((User.name, Address.id))
    ///         .join_nested(pairs, User.id.lt(other.id))
    ///         .erase();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, address.id FROM user_account JOIN \
    ///      (user_account AS other LEFT OUTER JOIN address ON other.id = \
    ///      address.user_id) ON user_account.id < other.id",
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
    ) -> NestedJoin<(Outer<F::Source>, Sc)> {
        self.with(Join { kind: JoinKind::Left, item: target.item(), on: Some(on.node()) })
    }
}

impl<Sc> Clone for NestedJoin<Sc> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<Sc> std::fmt::Debug for NestedJoin<Sc> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

/// The sources of joins in parentheses, in front of those of the query around them.
pub trait Onto<Scope> {
    /// The scope of both.
    type Out;
}

impl<Sc> Onto<Sc> for () {
    type Out = Sc;
}

impl<E, R: Onto<Sc>, Sc> Onto<Sc> for (E, R) {
    type Out = (E, R::Out);
}

/// No source of joins in parentheses stands in the query around them.
pub trait Disjoint<Scope> {
    /// The rule is kept by all sources.
    type Kept;
}

impl<Sc> Disjoint<Sc> for () {
    type Kept = ();
}

impl<S: NotIn<Sc>, G, R: Disjoint<Sc>, Sc> Disjoint<Sc> for (Inner<S, G>, R) {
    type Kept = (S::Kept, R::Kept);
}

impl<S: NotIn<Sc>, G, R: Disjoint<Sc>, Sc> Disjoint<Sc> for (Outer<S, G>, R) {
    type Kept = (S::Kept, R::Kept);
}
