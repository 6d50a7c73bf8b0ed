//! CASE WHEN … THEN … ELSE … END.

use std::sync::Arc;

use super::expr::LiteralValue;
use super::operand::IsBoolean;
use super::operators::Lifted;
use super::scope::{Both, Mark, NoRefs};
use super::{Expr, Expression, Operand};
use crate::sql::ast::{self, Node};
use crate::types::SqlType;

/// A CASE without a branch: give it one with [`when`](Case::when).
#[derive(Clone, Copy, Debug)]
pub struct Case;

/// A CASE whose branches have SQL type `T`.
pub struct CaseElse<T, R> {
    branches: Vec<[Node; 2]>,
    mark: Mark<(T, R)>,
}

impl<T, R> std::fmt::Debug for CaseElse<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.branches.fmt(f)
    }
}

/// `case().when(condition, value).otherwise(value)` is `CASE WHEN condition THEN value ELSE value END`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let size = case().when(User.id.lt(10), "early").when(User.id.lt(100), "middle").otherwise("late");
/// let query = select(size);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT CASE WHEN user_account.id < ? THEN ? WHEN user_account.id < ? THEN ? ELSE ? END FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub const fn case() -> Case {
    Case
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
    ///     "SELECT CASE WHEN user_account.fullname IS NULL THEN user_account.name END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<C, V, M>(self, condition: C, value: V) -> CaseElse<V::Sql, Both<C::Refs, V::Refs>>
    where
        C: Expression<Sql: IsBoolean>,
        V: Outcome<M>,
    {
        CaseElse { branches: vec![[condition.node(), value.into_node()]], mark: std::marker::PhantomData }
    }
}

impl<T: SqlType, R> CaseElse<T, R> {
    /// `WHEN condition THEN value`: tried after those before it.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(case().when(User.id.eq(1), "one").when(User.id.eq(2), "two").end());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? WHEN user_account.id = ? THEN ? END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn when<C, V>(
        mut self,
        condition: C,
        value: V,
    ) -> CaseElse<Lifted<T, V::Sql, T::Base>, Both<R, Both<C::Refs, V::Refs>>>
    where
        C: Expression<Sql: IsBoolean>,
        V: Operand<T::Base>,
    {
        self.branches.push([condition.node(), value.operand()]);
        CaseElse { branches: self.branches, mark: std::marker::PhantomData }
    }

    /// `ELSE value END`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<String> = select(case().when(User.id.eq(1), "first").otherwise(User.name)).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? ELSE user_account.name END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn otherwise<V: Operand<T::Base>>(self, value: V) -> Expr<Lifted<T, V::Sql, T::Base>, Both<R, V::Refs>> {
        let otherwise = Some(value.operand());
        Expr::new(Node::Case(Arc::new(ast::Case { branches: self.branches, otherwise })))
    }

    /// END without ELSE: NULL where no branch applies.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<Option<String>> = select(case().when(User.id.eq(1), "first").end()).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT CASE WHEN user_account.id = ? THEN ? END FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn end(self) -> Expr<T::OrNull, R> {
        Expr::new(Node::Case(Arc::new(ast::Case { branches: self.branches, otherwise: None })))
    }
}
