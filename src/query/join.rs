//! Joins: what can be joined, and the ON that follows from a foreign key.

use std::sync::Arc;

use realgar_metadata as metadata;

use super::rules::{Answer, Contains};
use super::rules::{Checked, Correlated, Inner, Mark, Needs, Never, Outer, OuterScope};
use super::{Source, TableSource};
use crate::entity::{Table, refers_to};
use crate::sql::ast::{BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Junction, Node};

/// The one foreign key between two tables, and what they are called in the query.
///
/// `referred.key = referring.foreign_key AND …`: as SQLAlchemy writes it, from whichever side one looks.
fn on_foreign_key(
    one: (&'static metadata::Table, &'static str),
    other: (&'static metadata::Table, &'static str),
) -> Node {
    let directions = [(one, other), (other, one)].into_iter();
    let found = directions.filter_map(|(referring, referred)| {
        let key = referring.0.foreign_keys.iter().find(|key| refers_to(key, referred.0))?;
        let columns = key.referred_columns.iter().zip(key.columns.iter());
        Some(equalities(columns.map(|(referred_column, own_column)| {
            let referred = ColumnRef { source: referred.1, name: referred_column };
            (referred, ColumnRef { source: referring.1, name: own_column })
        })))
    });
    // Generated code calls two tables neighbours if there is exactly one.
    found.into_iter().next().unwrap_or(Node::Truth(false))
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

/// The newest source of this scope that one foreign key joins to table source `S`, if there is one.
pub trait FindForeignKey<S> {
    /// `Found` or `NotFound`.
    type Out;
}

/// Source `A` is joined to the new one by a foreign key.
#[derive(Debug)]
pub struct Found<A>(Mark<A>);

/// No source is.
#[derive(Debug)]
pub struct NotFound;

impl<S> FindForeignKey<S> for () {
    type Out = NotFound;
}

/// Whether the table of `A` has a foreign key to that of `S`, or the other way round.
type Joins<A, S> =
    <<<A as TableSource>::Table as Table>::Neighbours as Contains<<<S as TableSource>::Table as Table>::Identity>>::Out;

macro_rules! find_foreign_key {
    ($entry:ident) => {
        impl<A: TableSource, S: TableSource, G, R: FindForeignKey<S>> FindForeignKey<S> for ($entry<A, G>, R)
        where
            <A::Table as Table>::Neighbours: Contains<<S::Table as Table>::Identity>,
        {
            type Out = <Joins<A, S> as Answer>::If<Found<A>, R::Out>;
        }
    };
}

find_foreign_key!(Inner);
find_foreign_key!(Outer);

/// A table of the enclosing query joins nothing here.
impl<A, S, R: FindForeignKey<S>> FindForeignKey<S> for (Correlated<A>, R) {
    type Out = R::Out;
}

impl<N, S, R: FindForeignKey<S>> FindForeignKey<S> for (Needs<N>, R) {
    type Out = R::Out;
}

/// A foreign key leads to table source `S`.
#[diagnostic::on_unimplemented(
    message = "no single foreign key joins `{S}` to the tables of this query",
    label = "ON cannot be inferred: there is no foreign key, or more than one",
    note = "join by a relationship (`.join(User.addresses)`), or give the condition: `.join_on(table, condition)`"
)]
pub trait LeadsTo<S> {
    /// The rule is kept.
    type Kept;

    /// The ON clause.
    fn on() -> Node;
}

#[diagnostic::do_not_recommend]
impl<S> LeadsTo<S> for NotFound
where
    Found<S>: Never,
{
    type Kept = ();

    fn on() -> Node {
        Node::Truth(false)
    }
}

#[diagnostic::do_not_recommend]
impl<A: TableSource, S: TableSource> LeadsTo<S> for Found<A> {
    type Kept = ();

    fn on() -> Node {
        on_foreign_key((A::Table::metadata(), A::name()), (S::Table::metadata(), S::name()))
    }
}

/// What `.join(…)` takes: an entity or an alias (ON from the foreign key to the newest table that has one), or a
/// relationship (ON from that).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "is not an entity, alias or relationship",
    note = "join an entity (`Address`), an alias (`alias!(\"a\", Address)`) or a relationship (`User.addresses`)"
)]
pub trait JoinTarget<Scope, I> {
    /// The source that the query gains.
    type Source;

    /// The join.
    fn join(&self, kind: JoinKind) -> Join;
}

/// What `.select_from(…)` and `.join_on(…)` take: an entity, an alias, a derived table, a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in FROM",
    label = "is not an entity, alias, derived table or function",
    note = "name an entity (`Address`), an alias (`alias!(\"a\", Address)`) or a `query.subquery(\"name\")`"
)]
pub trait FromSource {
    /// The source that the query gains.
    type Source: Source;
    /// The columns that it uses of what stands before it in FROM, or in the query around it.
    type Refs: OuterScope;

    /// What FROM says.
    fn item(&self) -> FromItem;
}

/// The join of a table or an alias by its foreign key.
#[doc(hidden)]
#[must_use]
pub fn join_table<Scope, S>(kind: JoinKind) -> Join
where
    S: TableSource,
    Scope: FindForeignKey<S, Out: LeadsTo<S>>,
{
    Join { kind, item: S::item(), on: Some(<Scope::Out as LeadsTo<S>>::on()) }
}

/// `S`, if a foreign key was found: `Found` leads to it.
pub type JoinedBy<S, Found> = Checked<S, <Found as LeadsTo<S>>::Kept>;
