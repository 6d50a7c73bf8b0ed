//! Conditions whose type only says which tables they are about, so that conditions on different columns have one type.

use super::expr::negated;
use super::operand::IsBoolean;
use super::rules::{Both, Mark, NoRefs, Ref, RowCondition, Whole};
use super::{Expression, Inner};
use crate::entity::Table;
use crate::sql::ast::Node;
use crate::types::{Boolean, Nullable};

/// A condition on rows of `T`, a table or a tuple of up to four: what a function returns that makes conditions, and what
/// a list of different conditions holds. [`and_`](super::and_) and [`or_`](super::or_) take such lists.
///
/// [`Operators::of_table`](super::Operators::of_table) and
/// [`Operators::of_tables`](super::Operators::of_tables) make one of any condition that uses no other table.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// /// Any of the words in any of the columns.
/// fn found(words: &[&str]) -> Predicate<User> {
///     let mut any: Vec<Predicate<User>> = Vec::new();
///     for word in words {
///         any.push(User.name.contains(*word).of_table());
///         any.push(User.fullname.contains(*word).of_table());
///     }
///     or_(any).of_table()
/// }
/// let query = select(User.id).filter(found(&["sandy"])).filter(User.id.gt(1));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE (user_account.name LIKE '%' || ? || '%' ESCAPE '/' \
///      OR user_account.fullname LIKE '%' || ? || '%' ESCAPE '/') \
///      AND user_account.id > ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub struct Predicate<T> {
    node: Node,
    mark: Mark<T>,
}

impl<T> Predicate<T> {
    pub(super) const fn new(node: Node) -> Self {
        Self { node, mark: std::marker::PhantomData }
    }
}

/// One table, or a tuple of up to four: what a [`Predicate`] is about.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table, or a tuple of tables",
    label = "is not a table, or a tuple of up to four",
    note = "name tables by their row structs: `Predicate<User>`, `Predicate<(User, Address)>`"
)]
pub trait Tables {
    /// All columns of the tables.
    type Refs;
    /// A query of these tables alone.
    type Scope;
}

#[diagnostic::do_not_recommend]
impl<T: Table> Tables for T {
    type Refs = Whole<T>;
    type Scope = (Inner<T>, ());
}

#[diagnostic::do_not_recommend]
impl<A: Table, B: Table> Tables for (A, B) {
    type Refs = Both<Whole<A>, Whole<B>>;
    type Scope = (Inner<A>, (Inner<B>, ()));
}

#[diagnostic::do_not_recommend]
impl<A: Table, B: Table, C: Table> Tables for (A, B, C) {
    type Refs = Both<Whole<A>, Both<Whole<B>, Whole<C>>>;
    type Scope = (Inner<A>, (Inner<B>, (Inner<C>, ())));
}

#[diagnostic::do_not_recommend]
impl<A: Table, B: Table, C: Table, D: Table> Tables for (A, B, C, D) {
    type Refs = Both<Both<Whole<A>, Whole<B>>, Both<Whole<C>, Whole<D>>>;
    type Scope = (Inner<A>, (Inner<B>, (Inner<C>, (Inner<D>, ()))));
}

/// An expression that uses columns of table `T` only, and no aggregates.
#[diagnostic::on_unimplemented(
    message = "this condition is not about columns of one table `{T}` alone",
    label = "uses something else; on several tables it is a `Predicate<(User, Address)>`, made by `.of_tables()`"
)]
pub trait OnlyOf<T> {}

#[diagnostic::do_not_recommend]
impl<T, Id> OnlyOf<T> for Ref<T, Id> {}

#[diagnostic::do_not_recommend]
impl<T> OnlyOf<T> for Whole<T> {}

#[diagnostic::do_not_recommend]
impl<T> OnlyOf<T> for NoRefs {}

#[diagnostic::do_not_recommend]
impl<T, R: OnlyOf<T>> OnlyOf<T> for super::rules::NeverNull<R> {}

#[diagnostic::do_not_recommend]
impl<T, A: OnlyOf<T>, B: OnlyOf<T>> OnlyOf<T> for Both<A, B> {}

/// See [`Operators::of_table`](super::Operators::of_table).
pub(super) fn of_table<E, T>(condition: &E) -> Predicate<T>
where
    E: Expression<Sql: IsBoolean, Refs: OnlyOf<T>> + ?Sized,
{
    Predicate::new(condition.node())
}

/// See [`Operators::of_tables`](super::Operators::of_tables).
pub(super) fn of_tables<E, T, I>(condition: &E) -> Predicate<T>
where
    E: RowCondition<T::Scope, I> + ?Sized,
    T: Tables,
{
    Predicate::new(condition.node())
}

#[diagnostic::do_not_recommend]
impl<T: Tables> Expression for Predicate<T> {
    type Sql = Nullable<Boolean>;
    type Refs = T::Refs;

    fn node(&self) -> Node {
        self.node.clone()
    }

    fn into_node(self) -> Node {
        self.node
    }
}

impl<T> std::ops::Not for Predicate<T> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(negated(self.node))
    }
}

impl<T> Clone for Predicate<T> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<T> std::fmt::Debug for Predicate<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}
