//! GROUP BY, and what a select list may hold with and without it.

use super::operand::IsBoolean;
use super::rules::{
    Aggregated, AllGrouped, Checked, Comparable, GroupAt, HavingBeside, InRow, OfRows, OrderedBy, References, RefsIn,
    Unmixed, WindowFree, Windowed,
};
use super::{Aggregate, Column, Expr, Expression, Over, Selection, Source, TextExpr};
use crate::sql::ast::{ColumnRef, GroupingElement, Node};
use crate::types::SqlType;

/// No GROUP BY.
#[derive(Debug)]
pub struct NotGrouped;

/// GROUP BY of columns only: the compiler checks the select list.
#[derive(Debug)]
pub struct GroupedBy;

/// GROUP BY with a computed key among its keys: two expressions of one type may differ, so the select list is checked
/// when the statement is compiled.
#[derive(Debug)]
pub struct GroupedByExpression;

/// What `Refs` may refer to in a select list in this state of GROUP BY.
pub trait Grouping<Refs, Scope, J> {
    /// The rule is kept by all parts.
    type Kept;
}

impl<R: References<Parts: Unmixed + OfRows<Sc>>, Sc> Grouping<R, Sc, ()> for NotGrouped {
    type Kept = (<R::Parts as Unmixed>::Null, <R::Parts as OfRows<Sc>>::Kept);
}

impl<R: AllGrouped<Sc, J>, Sc, J> Grouping<R, Sc, J> for GroupedBy {
    type Kept = R::Kept;
}

impl<R, Sc> Grouping<R, Sc, ()> for GroupedByExpression {
    type Kept = ();
}

/// What keys of ORDER BY that use `Refs` may be made of in this state of GROUP BY, beside select list `Sel`.
pub trait OrderState<Sel, Refs, Scope, J> {
    /// The rule is kept by all parts.
    type Kept;
}

impl<Sel: Selection<Refs: References<Parts: OrderedBy<R::Parts>>>, R: References, Sc> OrderState<Sel, R, Sc, ()>
    for NotGrouped
{
    type Kept = <<Sel::Refs as References>::Parts as OrderedBy<R::Parts>>::Kept;
}

impl<Sel, R: AllGrouped<Sc, J>, Sc, J> OrderState<Sel, R, Sc, J> for GroupedBy {
    type Kept = R::Kept;
}

impl<Sel, R, Sc> OrderState<Sel, R, Sc, ()> for GroupedByExpression {
    type Kept = ();
}

/// Keys of ORDER BY that can be computed from the result of a query of `Sel`: of tables in FROM, and as the state `G`
/// of GROUP BY allows.
pub trait OrderIn<Sel, Scope, G, I> {
    /// The rules are kept by all parts.
    type Kept;
}

impl<R: RefsIn<Sc, I>, Sel, Sc, G: OrderState<Sel, R, Sc, J>, I, J> OrderIn<Sel, Sc, G, (I, J)> for R {
    type Kept = (R::Null, G::Kept);
}

/// What a condition in HAVING that uses `Refs` may be made of in this state of GROUP BY, beside select list `Sel`.
pub trait HavingState<Sel, Refs, Scope, J> {
    /// The rule is kept by all parts.
    type Kept;
}

impl<Sel: Selection<Refs: References<Parts: HavingBeside<R::Parts>>>, R: References, Sc> HavingState<Sel, R, Sc, ()>
    for NotGrouped
{
    type Kept = <<Sel::Refs as References>::Parts as HavingBeside<R::Parts>>::Kept;
}

impl<Sel, R: AllGrouped<Sc, J>, Sc, J> HavingState<Sel, R, Sc, J> for GroupedBy {
    type Kept = R::Kept;
}

impl<Sel, R, Sc> HavingState<Sel, R, Sc, ()> for GroupedByExpression {
    type Kept = ();
}

/// A condition on the rows of the result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "is not a condition",
    note = "compare an aggregate or a grouped column with something: `.eq(…)`, `.gt(…)`, …"
)]
pub trait HavingIn<Sel, Scope, G, I>: Expression {
    /// The rules are kept by all parts.
    type Kept;
}

impl<E, Sel, Sc, G, I, J> HavingIn<Sel, Sc, G, (I, J)> for E
where
    E: Expression<Sql: IsBoolean, Refs: RefsIn<Sc, I> + References<Parts: WindowFree>>,
    G: HavingState<Sel, E::Refs, Sc, J>,
{
    type Kept = (
        <E::Sql as IsBoolean>::Kept,
        <E::Refs as RefsIn<Sc, I>>::Null,
        <<E::Refs as References>::Parts as WindowFree>::Kept,
        G::Kept,
    );
}

/// The keys of GROUP BY: a column, an expression, a tuple of them.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// // by a column: the compiler checks what is selected
/// let query =
///     select((Address.user_id, func::count_all())).group_by(Address.user_id);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT address.user_id, count(*) FROM address GROUP BY address.user_id",
/// );
///
/// // by an expression, here through its label: checked when it is compiled
/// let initial = func::substr(User.name, 1, 1).label("initial");
/// let query = select((&initial, func::count_all())).group_by(&initial);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT substr(user_account.name, ?, ?) AS initial, count(*) \
///      FROM user_account GROUP BY 1",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of GROUP BY",
    label = "is not a column, an expression or a tuple of these",
    note = "name columns, expressions, `rollup(…)` and its relatives, or a tuple of at most 8 of these (nest tuples for more)"
)]
pub trait GroupKeys<Scope, I> {
    /// The scope with these columns grouped.
    type Scope;
    /// [`GroupedBy`] or [`GroupedByExpression`].
    type State: GroupState;

    /// Takes the columns that these keys group out of a list.
    fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
        let _ = columns;
    }

    /// Adds them to a list, and what they are grouped by together to another.
    fn push(self, keys: &mut Vec<Node>, elements: &mut Vec<GroupingElement>);
}

#[diagnostic::do_not_recommend]
impl<S: Source, T: SqlType<Base: Comparable>, Id, Sc: GroupAt<S, Id, I>, I> GroupKeys<Sc, I> for Column<S, T, Id> {
    type Scope = Checked<Sc::Out, <T::Base as Comparable>::Kept>;
    type State = GroupedBy;

    fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
        let Node::Column(key) = self.node() else { return };
        columns.retain(|column| *column != key && !(Sc::WHOLE && column.source == key.source));
    }

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base: Comparable>, R: InRow<Sc, I>, Sc, I> GroupKeys<Sc, I> for Expr<T, R> {
    type Scope = Checked<Sc, (R::Kept, <T::Base as Comparable>::Kept)>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.into_node());
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base: Comparable>, R: InRow<Sc, I>, Sc, I> GroupKeys<Sc, I> for &Expr<T, R> {
    type Scope = Checked<Sc, (R::Kept, <T::Base as Comparable>::Kept)>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

/// Refused: its `Windowed` is not row-wise, and the compiler says why.
#[diagnostic::do_not_recommend]
impl<T: SqlType, R, Sc, I> GroupKeys<Sc, I> for Over<T, R>
where
    Windowed<R>: InRow<Sc, I>,
{
    type Scope = Checked<Sc, <Windowed<R> as InRow<Sc, I>>::Kept>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

/// Refused, too: an aggregate is not row-wise.
#[diagnostic::do_not_recommend]
impl<T: SqlType, R, Sc, I> GroupKeys<Sc, I> for Aggregate<T, R>
where
    Aggregated<R>: InRow<Sc, I>,
{
    type Scope = Checked<Sc, <Aggregated<R> as InRow<Sc, I>>::Kept>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, Sc> GroupKeys<Sc, ()> for TextExpr<T> {
    type Scope = Sc;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, Sc> GroupKeys<Sc, ()> for &TextExpr<T> {
    type Scope = Sc;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>, _: &mut Vec<GroupingElement>) {
        keys.push(self.node());
    }
}

/// A state of GROUP BY.
pub trait GroupState {
    /// Whether a key is computed.
    const COMPUTED: bool;
    /// The state with the keys of `Other`, too.
    type With<Other: GroupState>: GroupState;
}

impl GroupState for GroupedBy {
    const COMPUTED: bool = false;
    type With<Other: GroupState> = Other;
}

impl GroupState for GroupedByExpression {
    const COMPUTED: bool = true;
    type With<Other: GroupState> = Self;
}

/// For each key: its type, the position of its table in the scope, its field, and the scope that it finds.
macro_rules! tuple_keys {
    ($($key:ident $index:ident $field:tt ($scope:ty)),+; $last:ident) => {
        #[diagnostic::do_not_recommend]
        impl<Sc, $($key, $index),+> GroupKeys<Sc, ($($index,)+)> for ($($key,)+)
        where
            $($key: GroupKeys<$scope, $index>,)+
        {
            type Scope = $last::Scope;
            type State = tuple_keys!(@state $($key),+);

            fn take_grouped(&self, columns: &mut Vec<ColumnRef>) {
                $(self.$field.take_grouped(columns);)+
            }

            fn push(self, keys: &mut Vec<Node>, elements: &mut Vec<GroupingElement>) {
                $(self.$field.push(keys, elements);)+
            }
        }
    };
    (@state $key:ident) => { $key::State };
    (@state $key:ident, $($rest:ident),+) => { <$key::State as GroupState>::With<tuple_keys!(@state $($rest),+)> };
}

tuple_keys!(A I 0 (Sc); A);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope); B);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope); C);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope); D);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope); E);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope); F);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope),
    G O 6 (F::Scope); G);
tuple_keys!(A I 0 (Sc), B J 1 (A::Scope), C K 2 (B::Scope), D L 3 (C::Scope), E M 4 (D::Scope), F N 5 (E::Scope),
    G O 6 (F::Scope), H P 7 (G::Scope); H);
