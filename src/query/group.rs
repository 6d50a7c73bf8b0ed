//! GROUP BY, and what a select list may hold with and without it.

use super::operand::IsBoolean;
use super::rules::{AllGrouped, Checked, GroupAt, InRow, References, RefsIn, Unmixed, WindowFree, Windowed};
use super::{Column, Expr, Expression, Over, Source, TextExpr};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Node, OverWindow, Select, SelectItem};
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

/// What `Refs` may refer to in a select list, HAVING and ORDER BY in this state of GROUP BY.
pub trait Grouping<Refs, Scope, J> {
    /// The rule is kept by all parts.
    type Kept;

    /// Checks what the compiler could not.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if a selected expression is neither grouped nor aggregated.
    fn check(_select: &Select) -> Result<()> {
        Ok(())
    }
}

impl<R: References<Parts: Unmixed>, Sc> Grouping<R, Sc, ()> for NotGrouped {
    type Kept = <R::Parts as Unmixed>::Null;
}

impl<R: AllGrouped<Sc, J>, Sc, J> Grouping<R, Sc, J> for GroupedBy {
    type Kept = R::Kept;
}

/// What may be computed from the rows of the result: of tables in FROM, and as the state `G` of GROUP BY allows.
pub trait ResultIn<Scope, G, I> {
    /// The rules are kept by all parts.
    type Kept;
}

impl<R: RefsIn<Sc, I>, Sc, G: Grouping<R, Sc, J>, I, J> ResultIn<Sc, G, (I, J)> for R {
    type Kept = (R::Null, G::Kept);
}

/// A condition on the rows of the result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "is not a condition",
    note = "compare an aggregate or a grouped column with something: `.eq(…)`, `.gt(…)`, …"
)]
pub trait HavingIn<Scope, G, I>: Expression {
    /// The rules are kept by all parts.
    type Kept;
}

impl<E, Sc, G, I> HavingIn<Sc, G, I> for E
where
    E: Expression<Sql: IsBoolean, Refs: ResultIn<Sc, G, I> + References<Parts: WindowFree>>,
{
    type Kept = (
        <E::Sql as IsBoolean>::Kept,
        <E::Refs as ResultIn<Sc, G, I>>::Kept,
        <<E::Refs as References>::Parts as WindowFree>::Kept,
    );
}

impl<R, Sc> Grouping<R, Sc, ()> for GroupedByExpression {
    type Kept = ();

    fn check(select: &Select) -> Result<()> {
        // Both sides of a comparison are walked to their leaves.
        select.group_by.iter().try_for_each(Node::check_depth)?;
        for node in select.having.iter().chain(select.order_by.iter().map(|key| &key.node)) {
            check_grouped(node, &select.group_by)?;
        }
        for item in &select.columns {
            match item {
                SelectItem::Expression(node) => check_grouped(node, &select.group_by)?,
                SelectItem::Entity { source, .. } => {
                    return Err(Error::new(
                        ErrorKind::InvalidStatement,
                        format!(
                            "all columns of `{}` are selected, but GROUP BY has a computed key; select its columns",
                            crate::sql::names::shown(source)
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Whether an expression is made of grouped keys, aggregates and constants.
fn check_grouped(node: &Node, keys: &[Node]) -> Result<()> {
    node.check_depth()?;
    is_grouped(node, keys)
}

fn is_grouped(node: &Node, keys: &[Node]) -> Result<()> {
    if keys.iter().any(|key| key.unlabelled() == node.unlabelled()) {
        return Ok(());
    }
    match node {
        Node::Column(column) => Err(Error::new(
            ErrorKind::InvalidStatement,
            format!(
                "column `{}.{}` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`",
                column.source, column.name
            ),
        )),
        Node::Bind(_)
        | Node::Star
        | Node::Constant(_)
        | Node::Truth(_)
        | Node::Exists(_)
        | Node::Scalar(_)
        | Node::Text(_) => Ok(()),
        Node::InQuery(subject, ..) | Node::Quantified(_, subject, ..) => is_grouped(subject, keys),
        Node::Row(members) => members.iter().try_for_each(|member| is_grouped(member, keys)),
        Node::Json(part) => is_grouped(&part.document, keys),
        Node::Over(over) => {
            let window = match &over.window {
                OverWindow::Inline(window) => window,
                OverWindow::Named(named) => &named.window,
            };
            let sort_keys = window.order_by.iter().map(|key| &key.node);
            let mut parts = over.call.arguments.iter().chain(&window.partition_by).chain(sort_keys);
            parts.try_for_each(|part| is_grouped(part, keys))
        }
        Node::Call(call) if call.is_aggregate => Ok(()),
        Node::Call(call) => call.arguments.iter().try_for_each(|argument| is_grouped(argument, keys)),
        Node::Unary(_, inner)
        | Node::IsNull(inner, _)
        | Node::Cast(inner, ..)
        | Node::Collate(inner, _)
        | Node::Label(_, inner) => is_grouped(inner, keys),
        Node::Binary(_, operands) => operands.iter().try_for_each(|operand| is_grouped(operand, keys)),
        Node::Between(operands, _) => operands.iter().try_for_each(|operand| is_grouped(operand, keys)),
        Node::Junction(_, operands) => operands.iter().try_for_each(|operand| is_grouped(operand, keys)),
        Node::In(subject, list, _) => {
            is_grouped(subject, keys)?;
            list.iter().try_for_each(|member| is_grouped(member, keys))
        }
        Node::Like(like) => {
            is_grouped(&like.subject, keys)?;
            is_grouped(&like.pattern, keys)
        }
        Node::Case(case) => case.children().try_for_each(|part| is_grouped(part, keys)),
    }
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
pub trait GroupKeys<Scope, I> {
    /// The scope with these columns grouped.
    type Scope;
    /// [`GroupedBy`] or [`GroupedByExpression`].
    type State: GroupState;

    /// Adds them to a list.
    fn push(self, keys: &mut Vec<Node>);
}

impl<S: Source, T: SqlType, Id, Sc: GroupAt<S, Id, I>, I> GroupKeys<Sc, I> for Column<S, T, Id> {
    type Scope = Sc::Out;
    type State = GroupedBy;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

impl<T: SqlType, R: InRow<Sc, I>, Sc, I> GroupKeys<Sc, I> for Expr<T, R> {
    type Scope = Checked<Sc, R::Kept>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.into_node());
    }
}

impl<T: SqlType, R: InRow<Sc, I>, Sc, I> GroupKeys<Sc, I> for &Expr<T, R> {
    type Scope = Checked<Sc, R::Kept>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

/// Refused: its `Windowed` is not row-wise, and the compiler says why.
impl<T: SqlType, R, Sc, I> GroupKeys<Sc, I> for Over<T, R>
where
    Windowed<R>: InRow<Sc, I>,
{
    type Scope = Checked<Sc, <Windowed<R> as InRow<Sc, I>>::Kept>;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

impl<T: SqlType, Sc> GroupKeys<Sc, ()> for TextExpr<T> {
    type Scope = Sc;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

impl<T: SqlType, Sc> GroupKeys<Sc, ()> for &TextExpr<T> {
    type Scope = Sc;
    type State = GroupedByExpression;

    fn push(self, keys: &mut Vec<Node>) {
        keys.push(self.node());
    }
}

/// A state of GROUP BY.
pub trait GroupState {
    /// The state with the keys of `Other`, too.
    type With<Other: GroupState>: GroupState;
}

impl GroupState for GroupedBy {
    type With<Other: GroupState> = Other;
}

impl GroupState for GroupedByExpression {
    type With<Other: GroupState> = Self;
}

/// For each key: its type, the position of its table in the scope, its field, and the scope that it finds.
macro_rules! tuple_keys {
    ($($key:ident $index:ident $field:tt ($scope:ty)),+; $last:ident) => {
        impl<Sc, $($key, $index),+> GroupKeys<Sc, ($($index,)+)> for ($($key,)+)
        where
            $($key: GroupKeys<$scope, $index>,)+
        {
            type Scope = $last::Scope;
            type State = tuple_keys!(@state $($key),+);

            fn push(self, keys: &mut Vec<Node>) {
                $(self.$field.push(keys);)+
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
