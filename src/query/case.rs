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
    pub fn otherwise<V: Operand<T::Base>>(self, value: V) -> Expr<Lifted<T, V::Sql, T::Base>, Both<R, V::Refs>> {
        let otherwise = Some(value.operand());
        Expr::new(Node::Case(Arc::new(ast::Case { branches: self.branches, otherwise })))
    }

    /// END without ELSE: NULL where no branch applies.
    #[must_use]
    pub fn end(self) -> Expr<T::OrNull, R> {
        Expr::new(Node::Case(Arc::new(ast::Case { branches: self.branches, otherwise: None })))
    }
}
