//! CASE WHEN … THEN … ELSE … END, and CASE value WHEN … THEN ….

use std::sync::Arc;

use super::align::{alike, beside};
use super::expr::LiteralValue;
use super::operand::IsBoolean;
use super::operators::Lifted;
use super::rules::{Both, Comparable, Mark, NoRefs};
use super::{Expr, Expression, Operand};
use crate::sql::ast::{self, Node};
use crate::types::{BaseType, SqlType};

/// A CASE without a branch: give it one with [`when`](Case::when).
#[derive(Clone, Copy, Debug)]
pub struct Case;

/// A CASE of a value of SQL type `B`, without a branch: give it one with [`when`](CaseOf::when).
#[must_use = "it has no branch yet"]
pub struct CaseOf<B, R> {
    subject: Node,
    mark: Mark<(B, R)>,
}

impl<B, R> std::fmt::Debug for CaseOf<B, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CaseOf").field(&self.subject).finish()
    }
}

/// The branches of a CASE are conditions.
#[derive(Clone, Copy, Debug)]
pub struct Searched;

/// The branches of a CASE are values of SQL type `B`.
#[derive(Debug)]
pub struct Compared<B>(Mark<B>);

/// A CASE whose branches have SQL type `T`, chosen `By` conditions ([`case()`]) or by values ([`case_of`]).
pub struct CaseElse<T, R, By = Searched> {
    subject: Option<Node>,
    branches: Vec<[Node; 2]>,
    mark: Mark<(T, R, By)>,
}

impl<T, R, By> std::fmt::Debug for CaseElse<T, R, By> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CaseElse").field("subject", &self.subject).field("branches", &self.branches).finish()
    }
}

/// `case().when(condition, value).otherwise(value)` is `CASE WHEN condition THEN value ELSE value END`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let size = case()
///     .when(User.id.lt(10), "early")
///     .when(User.id.lt(100), "middle")
///     .otherwise("late");
/// let query = select(size);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT CASE WHEN user_account.id < ? THEN ? WHEN user_account.id < ? \
///      THEN ? ELSE ? END FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub const fn case() -> Case {
    Case
}

/// `case_of(column).when(value, result).otherwise(result)` is `CASE column WHEN value THEN result ELSE result END`: the
/// first value that the column equals decides. NULL equals nothing; [`case()`] asks for it.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let animal = case_of(User.name)
///     .when("spongebob", "sponge")
///     .when("sandy", "squirrel")
///     .otherwise("fish");
/// let query = select((User.name, animal));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name, CASE user_account.name WHEN ? THEN ? WHEN ? \
///      THEN ? ELSE ? END FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn case_of<E: Expression<Sql: SqlType<Base: Comparable<Kept = ()>>>>(
    value: E,
) -> CaseOf<<E::Sql as SqlType>::Base, E::Refs> {
    CaseOf { subject: value.node(), mark: std::marker::PhantomData }
}

/// What a branch gives: an expression, or a Rust value.
pub trait Outcome<M> {
    /// The SQL type.
    type Sql: SqlType;
    /// The columns it uses.
    type Refs;

    /// The untyped tree.
    fn into_node(self) -> Node;
}

/// Marks an expression.
#[derive(Debug)]
pub struct Computed;

/// Marks a Rust value.
#[derive(Debug)]
pub struct Literal;

impl<E: Expression> Outcome<Computed> for E {
    type Sql = E::Sql;
    type Refs = E::Refs;

    fn into_node(self) -> Node {
        self.node()
    }
}

impl<V: LiteralValue> Outcome<Literal> for V {
    type Sql = V::Sql;
    type Refs = NoRefs;

    fn into_node(self) -> Node {
        Node::Bind(self.into_value())
    }
}

impl Case {
    /// `WHEN condition THEN value`. The first branch decides the type.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(case().when(User.fullname.is_null(), User.name).end());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.fullname IS NULL THEN user_account.name \
    ///      END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<C, V, M>(self, condition: C, value: V) -> CaseElse<V::Sql, Both<C::Refs, V::Refs>>
    where
        C: Expression<Sql: IsBoolean>,
        V: Outcome<M>,
    {
        CaseElse {
            subject: None,
            branches: vec![[condition.node(), value.into_node()]],
            mark: std::marker::PhantomData,
        }
    }
}

impl<B: BaseType, R> CaseOf<B, R> {
    /// `WHEN value THEN result`. The first branch decides the type of the result.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query: Query<Option<String>> =
    ///     select(case_of(User.id).when(1, User.name).end()).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE user_account.id WHEN ? THEN user_account.name END \
    ///      FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<W: Operand<B>, V, M>(
        self,
        value: W,
        result: V,
    ) -> CaseElse<V::Sql, Both<R, Both<W::Refs, V::Refs>>, Compared<W::Wider>>
    where
        V: Outcome<M>,
    {
        let [subject, value] = alike::<B, W::Sql>(self.subject, value.operand());
        let branches = vec![[value, result.into_node()]];
        CaseElse { subject: Some(subject), branches, mark: std::marker::PhantomData }
    }

    /// A branch for each pair of a value and its result. Without any, the statement is refused when it is executed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let animals = [("spongebob", "sponge"), ("sandy", "squirrel")];
    /// let query = select(case_of(User.name).mapping(animals).otherwise(User.name));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE user_account.name WHEN ? THEN ? WHEN ? THEN ? ELSE \
    ///      user_account.name END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn mapping<W, V, M>(
        self,
        pairs: impl IntoIterator<Item = (W, V)>,
    ) -> CaseElse<V::Sql, Both<R, Both<W::Refs, V::Refs>>, Compared<W::Wider>>
    where
        W: Operand<B>,
        V: Outcome<M>,
    {
        let branch = |(value, result): (W, V)| [beside::<W::Sql, B>(value.operand()), result.into_node()];
        let branches = pairs.into_iter().map(branch).collect();
        let subject = beside::<B, W::Sql>(self.subject);
        CaseElse { subject: Some(subject), branches, mark: std::marker::PhantomData }
    }
}

impl<T: SqlType, R, B: BaseType> CaseElse<T, R, Compared<B>> {
    /// `WHEN value THEN result`: tried after those before it.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(case_of(User.id % 2).when(0, "even").when(1, "odd").end());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE user_account.id % ? WHEN ? THEN ? WHEN ? THEN ? END \
    ///      FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<W, V>(
        mut self,
        value: W,
        result: V,
    ) -> CaseElse<Lifted<T, V::Sql, V::Wider>, Both<R, Both<W::Refs, V::Refs>>, Compared<W::Wider>>
    where
        W: Operand<B>,
        V: Operand<T::Base>,
    {
        for [known, outcome] in &mut self.branches {
            replace(known, beside::<B, W::Sql>);
            replace(outcome, beside::<T, V::Sql>);
        }
        self.branches.push([beside::<W::Sql, B>(value.operand()), beside::<V::Sql, T>(result.operand())]);
        let subject = self.subject.map(beside::<B, W::Sql>);
        CaseElse { subject, branches: self.branches, mark: std::marker::PhantomData }
    }
}

/// Puts something else in the place of a node.
fn replace(node: &mut Node, change: impl FnOnce(Node) -> Node) {
    *node = change(std::mem::replace(node, Node::Star));
}

impl<T: SqlType, R> CaseElse<T, R> {
    /// `WHEN condition THEN value`: tried after those before it.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query =
    ///     select(case().when(User.id.eq(1), "one").when(User.id.eq(2), "two").end());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? WHEN user_account.id = ? \
    ///      THEN ? END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<C, V>(
        mut self,
        condition: C,
        value: V,
    ) -> CaseElse<Lifted<T, V::Sql, V::Wider>, Both<R, Both<C::Refs, V::Refs>>>
    where
        C: Expression<Sql: IsBoolean>,
        V: Operand<T::Base>,
    {
        for [_, outcome] in &mut self.branches {
            replace(outcome, beside::<T, V::Sql>);
        }
        self.branches.push([condition.node(), beside::<V::Sql, T>(value.operand())]);
        CaseElse { subject: None, branches: self.branches, mark: std::marker::PhantomData }
    }
}

impl<T: SqlType, R, By> CaseElse<T, R, By> {
    fn finish(self, otherwise: Option<Node>) -> Node {
        Node::Case(Arc::new(ast::Case { subject: self.subject, branches: self.branches, otherwise }))
    }

    /// `ELSE value END`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<String> =
    ///     select(case().when(User.id.eq(1), "first").otherwise(User.name)).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? ELSE user_account.name END \
    ///      FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn otherwise<V: Operand<T::Base>>(self, value: V) -> Expr<Lifted<T, V::Sql, V::Wider>, Both<R, V::Refs>> {
        let mut case = self;
        for [_, outcome] in &mut case.branches {
            replace(outcome, beside::<T, V::Sql>);
        }
        Expr::new(case.finish(Some(beside::<V::Sql, T>(value.operand()))))
    }

    /// END without ELSE: NULL where no branch applies.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<Option<String>> =
    ///     select(case().when(User.id.eq(1), "first").end()).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn end(self) -> Expr<T::OrNull, R> {
        Expr::new(self.finish(None))
    }
}
