//! Joins: what can be joined, and the ON that follows from a foreign key.

use std::sync::Arc;

use super::scope::{Here, Inner, Outer, There};
use super::{Source, TableSource};
use crate::sql::ast::{BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Junction, Node};

/// The one foreign key between two tables, seen from `Self`. Generated, in both directions, where there is exactly one.
pub trait ForeignKey<Other> {
    /// The columns that are compared.
    const ON: On;
}

/// Column pairs of a foreign key: own column, other's column.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// The table holds the foreign key.
    Referring(&'static [(&'static str, &'static str)]),
    /// The table is referred to.
    Referred(&'static [(&'static str, &'static str)]),
}

impl On {
    /// `referred.key = referring.foreign_key AND …`: as SQLAlchemy writes it, from whichever side one looks.
    fn node(self, own: &'static str, other: &'static str) -> Node {
        let (pairs, own_is_first) = match self {
            Self::Referring(pairs) => (pairs, false),
            Self::Referred(pairs) => (pairs, true),
        };
        equalities(pairs.iter().map(|(own_column, other_column)| {
            let own = ColumnRef { source: own, name: own_column };
            let other = ColumnRef { source: other, name: other_column };
            if own_is_first { (own, other) } else { (other, own) }
        }))
    }
}

/// `a = b AND …`.
pub(crate) fn equalities(pairs: impl Iterator<Item = (ColumnRef, ColumnRef)>) -> Node {
    let mut nodes: Vec<Node> = pairs
        .map(|(left, right)| Node::Binary(BinaryOperator::Equal, Arc::new([Node::Column(left), Node::Column(right)])))
        .collect();
    match nodes.len() {
        1 => nodes.remove(0),
        _ => Node::Junction(Junction::And, nodes.into()),
    }
}

/// One source of this scope is joined to table source `S` by a single foreign key.
#[diagnostic::on_unimplemented(
    message = "no single foreign key joins `{S}` to the tables of this query",
    label = "ON cannot be inferred: there is no foreign key, or more than one",
    note = "join by a relationship (`.join(User.addresses)`), or give the condition: `.join_on(table, condition)`"
)]
pub trait JoinsTo<S, I> {
    /// The ON clause.
    fn on() -> Node;
}

impl<A: TableSource, S: TableSource, G, R> JoinsTo<S, Here> for (Inner<A, G>, R)
where
    A::Table: ForeignKey<S::Table>,
{
    fn on() -> Node {
        <A::Table as ForeignKey<S::Table>>::ON.node(A::NAME, S::NAME)
    }
}

impl<A: TableSource, S: TableSource, G, R> JoinsTo<S, Here> for (Outer<A, G>, R)
where
    A::Table: ForeignKey<S::Table>,
{
    fn on() -> Node {
        <A::Table as ForeignKey<S::Table>>::ON.node(A::NAME, S::NAME)
    }
}

impl<E, R: JoinsTo<S, I>, S, I> JoinsTo<S, There<I>> for (E, R) {
    fn on() -> Node {
        R::on()
    }
}

/// What `.join(…)` takes: an entity or an alias (ON from the foreign key), or a relationship (ON from that).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "is no entity, alias or relationship",
    note = "join an entity (`Address`), an alias (`alias!(\"a\", Address)`) or a relationship (`User.addresses`)"
)]
pub trait JoinTarget<Scope, I> {
    /// The source that the query gains.
    type Source;

    /// The join.
    fn join(&self, kind: JoinKind) -> Join;
}

/// What `.select_from(…)` and `.join_on(…)` take: an entity or an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in FROM",
    label = "is no entity or alias",
    note = "name an entity (`Address`) or an alias of one (`alias!(\"a\", Address)`)"
)]
pub trait FromSource {
    /// The source that the query gains.
    type Source: Source;

    /// What FROM says.
    fn item(&self) -> FromItem;
}

/// The join of a table or an alias by its foreign key.
#[doc(hidden)]
#[must_use]
pub fn join_table<Scope: JoinsTo<S, I>, S: TableSource, I>(kind: JoinKind) -> Join {
    Join { kind, item: S::item(), on: Some(Scope::on()) }
}
