//! ROLLUP, CUBE and GROUPING SETS: keys of GROUP BY that are NULL in the rows of totals.

use super::rules::{
    Aggregated, Both, Checked, Comparable, Correlated, Grouped, GroupedWhole, Here, InRow, Inner, NeverNull, NoRefs,
    Outer, Ref, RefsIn, There, Unchecked, Ungrouped, Whole, Windowed, With,
};
use super::{Column, Expr, Expression as _, GroupKeys, GroupState, GroupedBy, GroupedByExpression, Source, TextExpr};
use crate::sql::ast::{ColumnRef, GroupingElement, GroupingKind, Node};
use crate::types::{MaybeNull, NotNull, Nullness, SqlType};

/// A part of GROUP BY that groups by several sets of keys: what [`rollup`], [`cube`] and [`grouping_sets`] make.
#[derive(Clone, Copy, Debug)]
pub struct GroupingSets<K> {
    kind: GroupingKind,
    keys: K,
}

/// `ROLLUP (a, b)`: rows for each `a` and `b`, totals for each `a`, and the total of all. Keys are columns, expressions, and
/// tuples of them that go together. On PostgreSQL; `GROUP BY a, b WITH ROLLUP` on MySQL, if these are all keys.
///
/// In the rows of totals the keys are NULL, so all columns of their tables are nullable in the row; `func::grouping` tells
/// that NULL from one of the table's.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query: Query<(Option<String>, Option<String>, i64)> =
///     select((User.name, User.fullname, func::count_all()))
///         .group_by(rollup((User.name, User.fullname)))
///         .erase();
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.name, user_account.fullname, count(*) \
///      FROM user_account \
///      GROUP BY ROLLUP (user_account.name, user_account.fullname)",
/// );
/// assert_eq!(
///     query.compile(Dialect::MySql)?.sql(),
///     "SELECT user_account.name, user_account.fullname, count(*) \
///      FROM user_account GROUP BY user_account.name, user_account.fullname \
///      WITH ROLLUP",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub const fn rollup<K>(keys: K) -> GroupingSets<K> {
    GroupingSets { kind: GroupingKind::Rollup, keys }
}

/// `CUBE (a, b)`: rows for each `a` and `b`, totals for each `a`, for each `b`, and of all. On PostgreSQL only. What is said of
/// NULL at [`rollup`] holds here, too.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.name, Address.email_address, func::count_all()))
///     .join(Address)
///     .group_by(cube((User.name, Address.email_address)));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.name, address.email_address, count(*) \
///      FROM user_account JOIN address ON user_account.id = address.user_id \
///      GROUP BY CUBE (user_account.name, address.email_address)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub const fn cube<K>(keys: K) -> GroupingSets<K> {
    GroupingSets { kind: GroupingKind::Cube, keys }
}

/// `GROUPING SETS ((a, b), (a, c), ())`: a tuple of sets, each a key, a tuple of keys, or `()` for the total of all. A key may
/// stand in several of them. On PostgreSQL only. What is said of NULL at [`rollup`] holds here, too.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let sets = grouping_sets(((User.name, User.fullname), User.name, ()));
/// let query = select((User.name, User.fullname, func::count_all()));
/// assert_eq!(
///     query.group_by(sets).compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.name, user_account.fullname, count(*) \
///      FROM user_account GROUP BY GROUPING SETS ((user_account.name, \
///      user_account.fullname), user_account.name, ())",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub const fn grouping_sets<K>(sets: K) -> GroupingSets<K> {
    GroupingSets { kind: GroupingKind::Sets, keys: sets }
}

#[diagnostic::do_not_recommend]
impl<K: RolledKeys<Sc, I>, Sc, I> GroupKeys<Sc, I> for GroupingSets<K> {
    type Scope = K::Scope;
    type State = K::State;

    fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
        self.keys.take_grouped(columns);
    }

    fn push(self, keys: &mut Vec<Node>, elements: &mut Vec<GroupingElement>) {
        let (start, mut members) = (keys.len(), Vec::new());
        self.keys.push_members(keys, &mut members);
        elements.push(GroupingElement { kind: self.kind, start, members });
    }
}

/// Keys of ROLLUP, CUBE and GROUPING SETS.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of ROLLUP, CUBE or GROUPING SETS",
    label = "is not a column, an expression or a tuple of these",
    note = "name columns of tables in FROM, expressions, or tuples of at most 8 of them"
)]
pub trait RolledKeys<Scope, I> {
    /// The scope with these columns grouped, and their tables nullable.
    type Scope;
    /// [`GroupedBy`] or [`GroupedByExpression`].
    type State: GroupState;

    /// Takes the columns that these keys group out of a list.
    fn take_grouped(&self, columns: &mut Vec<ColumnRef>);

    /// Adds them to a list.
    fn push(self, keys: &mut Vec<Node>);

    /// The same, and how many keys each member has.
    fn push_members(self, keys: &mut Vec<Node>, members: &mut Vec<usize>)
    where
        Self: Sized,
    {
        let start = keys.len();
        self.push(keys);
        members.push(keys.len() - start);
    }
}

#[diagnostic::do_not_recommend]
impl<S: Source, T: SqlType<Base: Comparable>, Id, Sc: RollAt<S, Id, I>, I> RolledKeys<Sc, I> for Column<S, T, Id> {
    type Scope = Checked<Sc::Out, <T::Base as Comparable>::Kept>;
    type State = GroupedBy;

    fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
        let Node::Column(key) = self.node() else { return };
        columns.retain(|column| *column != key);
    }

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

/// The nullness of an expression of SQL type `T` that uses `R`, where its tables are those of totals.
type NullnessIn<T, R, Sc, I> = <<R as RefsIn<Sc, I>>::Null as Nullness>::Or<<T as SqlType>::Nullness>;

macro_rules! rolled_expression {
    ($($type:ty, $node:ident;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<T, R, Sc, I, J, K> RolledKeys<Sc, (I, J, K)> for $type
        where
            T: SqlType<Base: Comparable>,
            R: InRow<Sc, I> + RollRefs<Sc, J> + RefsIn<R::Out, K>,
            NullnessIn<T, R, R::Out, K>: NullInTotals,
        {
            type Scope = Checked<
                R::Out,
                (R::Kept, <T::Base as Comparable>::Kept, <NullnessIn<T, R, R::Out, K> as NullInTotals>::Kept),
            >;
            type State = GroupedByExpression;

            fn take_grouped(&self, _: &mut Vec<ColumnRef>) {}

            fn push(self, keys: &mut Vec<Node>) {
                keys.push(self.$node());
            }
        }
    )* };
}

rolled_expression! {
    Expr<T, R>, into_node;
    &Expr<T, R>, node;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Nullness: NullInTotals>, Sc> RolledKeys<Sc, ()> for TextExpr<T> {
    type Scope = Checked<Sc, <T::Nullness as NullInTotals>::Kept>;
    type State = GroupedByExpression;

    fn take_grouped(&self, _: &mut Vec<ColumnRef>) {}

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<Sc> RolledKeys<Sc, ()> for () {
    type Scope = Sc;
    type State = GroupedBy;

    fn take_grouped(&self, _: &mut Vec<ColumnRef>) {}

    fn push(self, _: &mut Vec<Node>) {}
}

macro_rules! rolled_tuple {
    ($($key:ident $index:ident $field:tt ($scope:ty)),+; $last:ident) => {
        #[diagnostic::do_not_recommend]
        impl<Sc, $($key, $index),+> RolledKeys<Sc, ($($index,)+)> for ($($key,)+)
        where
            $($key: RolledKeys<$scope, $index>,)+
        {
            type Scope = $last::Scope;
            type State = rolled_tuple!(@state $($key),+);

            fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
                $(self.$field.take_grouped(columns);)+
            }

            fn push(self, keys: &mut Vec<Node>) {
                $(self.$field.push(keys);)+
            }

            fn push_members(self, keys: &mut Vec<Node>, members: &mut Vec<usize>) {
                $(
                    let start = keys.len();
                    self.$field.push(keys);
                    members.push(keys.len() - start);
                )+
            }
        }
    };
    (@state $key:ident) => { $key::State };
    (@state $key:ident, $($rest:ident),+) => { <$key::State as GroupState>::With<rolled_tuple!(@state $($rest),+)> };
}

rolled_tuple!(A I 0 (Sc); A);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope); B);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope); C);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope); D);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope); E);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope); F);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope),
    G O 6 (F::Scope); G);
rolled_tuple!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope),
    G O 6 (F::Scope), H P 7 (G::Scope); H);

/// An expression of this nullness can be NULL in the rows of totals.
#[diagnostic::on_unimplemented(
    message = "a key of ROLLUP, CUBE or GROUPING SETS is NULL in the rows of totals, but this one is never NULL",
    label = "is never NULL by its type",
    note = "compute it in a subquery, and roll its column up"
)]
pub trait NullInTotals {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl NullInTotals for MaybeNull {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<'a> NullInTotals for NotNull
where
    &'a Self: super::rules::Never,
{
    type Kept = ();
}

/// The grouped columns of one source after one more that is rolled up: the primary key does not stand for the others
/// then.
pub trait AddRolled<Id> {
    /// The longer list.
    type Out;
}

impl<Id> AddRolled<Id> for Ungrouped {
    type Out = Grouped<(Id, ())>;
}

impl<L: With<Id>, Id> AddRolled<Id> for Grouped<L> {
    type Out = Grouped<L::Out>;
}

impl<Id> AddRolled<Id> for GroupedWhole {
    type Out = Self;
}

/// The scope after column `Id` of source `S` is rolled up.
#[diagnostic::on_unimplemented(
    message = "`{S}` is not in the FROM clause of this query",
    label = "uses a column of `{S}`",
    note = "add it first: `.join(…)` or `.select_from(…)`"
)]
pub trait RollAt<S, Id, I> {
    /// The scope with that column grouped, and its table nullable.
    type Out;
}

#[diagnostic::do_not_recommend]
impl<S, G: AddRolled<Id>, Id, R> RollAt<S, Id, Here> for (Inner<S, G>, R) {
    type Out = (Outer<S, G::Out>, R);
}

#[diagnostic::do_not_recommend]
impl<S, G: AddRolled<Id>, Id, R> RollAt<S, Id, Here> for (Outer<S, G>, R) {
    type Out = (Outer<S, G::Out>, R);
}

#[diagnostic::do_not_recommend]
impl<S, Id, E, R: RollAt<S, Id, I>, I> RollAt<S, Id, There<I>> for (E, R) {
    type Out = (E, R::Out);
}

/// The scope with source `S` nullable.
pub trait OuterAt<S, I> {
    /// The scope.
    type Out;
}

impl<S, G, R> OuterAt<S, Here> for (Inner<S, G>, R) {
    type Out = (Outer<S, G>, R);
}

impl<S, G, R> OuterAt<S, Here> for (Outer<S, G>, R) {
    type Out = Self;
}

impl<S, R> OuterAt<S, Here> for (Correlated<S>, R) {
    type Out = Self;
}

impl<S, E, R: OuterAt<S, I>, I> OuterAt<S, There<I>> for (E, R) {
    type Out = (E, R::Out);
}

/// The scope with all that `Self` refers to nullable.
pub trait RollRefs<Scope, I> {
    /// The scope.
    type Out;
}

impl<Sc> RollRefs<Sc, ()> for NoRefs {
    type Out = Sc;
}

impl<Sc> RollRefs<Sc, ()> for Unchecked {
    type Out = Sc;
}

impl<Sc: OuterAt<S, I>, S, Id, I> RollRefs<Sc, I> for Ref<S, Id> {
    type Out = Sc::Out;
}

impl<Sc: OuterAt<S, I>, S, I> RollRefs<Sc, I> for Whole<S> {
    type Out = Sc::Out;
}

impl<Sc, A: RollRefs<Sc, I>, B: RollRefs<A::Out, J>, I, J> RollRefs<Sc, (I, J)> for Both<A, B> {
    type Out = B::Out;
}

impl<Sc, R: RollRefs<Sc, I>, I> RollRefs<Sc, I> for NeverNull<R> {
    type Out = R::Out;
}

/// Refused by the rule of GROUP BY.
impl<Sc, R> RollRefs<Sc, ()> for Aggregated<R> {
    type Out = Sc;
}

/// Refused by the rule of GROUP BY.
impl<Sc, R> RollRefs<Sc, ()> for Windowed<R> {
    type Out = Sc;
}
