//! Conditions: what `filter` takes, and `and_` / `or_` of several.

use std::sync::Arc;

use super::operand::IsBoolean;
use super::rules::{Both, Checked, InRow};
use super::{Expr, Expression};
use crate::sql::ast::{Junction, Node};
use crate::types::{Boolean, SqlType};

/// A condition of a query with this scope, or an optional one: `None` adds nothing and the query keeps its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "is not a condition",
    note = "compare a column with something: `.eq(…)`, `.gt(…)`, `.is_null()`, …"
)]
pub trait Condition<Scope, I> {
    /// The rules are kept by all parts.
    type Kept;

    /// The untyped tree.
    fn into_node(self) -> Option<Node>;
}

/// A condition on one row of the query: `Self` is there in any case.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "is not a condition",
    note = "compare a column with something: `.eq(…)`, `.gt(…)`, `.is_null()`, …"
)]
pub trait RowCondition<Scope, I>: Expression {
    /// The rules are kept by all parts.
    type Kept;
}

impl<E: Expression<Sql: IsBoolean, Refs: InRow<Sc, I>>, Sc, I> RowCondition<Sc, I> for E {
    type Kept = (<E::Sql as IsBoolean>::Kept, <E::Refs as InRow<Sc, I>>::Kept);
}

impl<E: RowCondition<Sc, I>, Sc, I> Condition<Sc, I> for E {
    type Kept = E::Kept;

    fn into_node(self) -> Option<Node> {
        Some(Expression::into_node(self))
    }
}

impl<E: RowCondition<Sc, I>, Sc, I> Condition<Sc, (I,)> for Option<E> {
    type Kept = E::Kept;

    fn into_node(self) -> Option<Node> {
        self.map(Expression::into_node)
    }
}

/// Several conditions: a tuple of any, or an array, `Vec` or iterator of one type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of conditions",
    label = "is neither a tuple of conditions nor a list of them",
    note = "give a tuple of at most 10 conditions (`User.name.eq(…)`; nest for more), or an array, a `Vec` or an iterator of one type"
)]
pub trait Conditions<M> {
    /// Boolean, nullable if one of them is.
    type Sql: SqlType<Base = Boolean>;
    /// The columns they use.
    type Refs;

    /// The untyped trees.
    fn into_nodes(self) -> Vec<Node>;
}

/// Marks conditions of one type.
#[derive(Debug)]
pub struct Each;

/// Marks a tuple of conditions.
#[derive(Debug)]
pub struct Together;

#[diagnostic::do_not_recommend]
impl<L> Conditions<Each> for L
where
    L: IntoIterator,
    L::Item: Expression<Sql: IsBoolean>,
{
    type Sql = Checked<<L::Item as Expression>::Sql, <<L::Item as Expression>::Sql as IsBoolean>::Kept>;
    type Refs = <L::Item as Expression>::Refs;

    fn into_nodes(self) -> Vec<Node> {
        self.into_iter().map(Expression::into_node).collect()
    }
}

macro_rules! tuple_conditions {
    ($first:ident $(, $rest:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Expression<Sql: IsBoolean> $(, $rest: Expression<Sql: IsBoolean>)*> Conditions<Together> for ($first, $($rest,)*) {
            type Sql = tuple_conditions!(@sql $first $(, $rest)*);
            type Refs = tuple_conditions!(@refs $first $(, $rest)*);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn into_nodes(self) -> Vec<Node> {
                let ($first, $($rest,)*) = self;
                vec![Expression::into_node($first) $(, Expression::into_node($rest))*]
            }
        }
    };
    (@sql $first:ident) => { <$first::Sql as SqlType>::Like<Boolean> };
    (@sql $first:ident, $($rest:ident),+) => { <$first::Sql as SqlType>::Like<tuple_conditions!(@sql $($rest),+)> };
    (@refs $first:ident) => { $first::Refs };
    (@refs $first:ident, $($rest:ident),+) => { Both<$first::Refs, tuple_conditions!(@refs $($rest),+)> };
}

tuple_conditions!(A);
tuple_conditions!(A, B);
tuple_conditions!(A, B, C);
tuple_conditions!(A, B, C, D);
tuple_conditions!(A, B, C, D, E);
tuple_conditions!(A, B, C, D, E, F);
tuple_conditions!(A, B, C, D, E, F, G);
tuple_conditions!(A, B, C, D, E, F, G, H);
tuple_conditions!(A, B, C, D, E, F, G, H, J);
tuple_conditions!(A, B, C, D, E, F, G, H, J, K);

/// All of these: `a AND b AND c`. Of an empty list: true.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query =
///     select(User.id).filter(and_((User.id.gt(5), User.name.starts_with("s"))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.id > ? AND user_account.name LIKE ? || '%' ESCAPE '/'",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn and_<C: Conditions<M, Sql = T, Refs = R>, M, T, R>(conditions: C) -> Expr<T, R> {
    Expr::new(joined(Junction::And, conditions.into_nodes()))
}

/// Any of these: `a OR b OR c`. Of an empty list: false.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let names = ["sandy", "patrick"];
/// let query = select(User.id).filter(or_(names.map(|name| User.name.eq(name))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.name = ? OR user_account.name = ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn or_<C: Conditions<M, Sql = T, Refs = R>, M, T, R>(conditions: C) -> Expr<T, R> {
    Expr::new(joined(Junction::Or, conditions.into_nodes()))
}

/// A junction of this many operands is nested in the next one, a shorter one is merged with it: a condition that grows
/// in a loop, `any = or_([any, next])`, gets neither deep nor is it copied over and over.
const MERGED: usize = 512;

fn joined(junction: Junction, mut nodes: Vec<Node>) -> Node {
    match (nodes.len(), junction) {
        (0, Junction::And) => return Node::Truth(true),
        (0, Junction::Or) => return Node::Truth(false),
        (1, _) => return nodes.remove(0),
        _ => {}
    }
    let is_merged =
        |node: &Node| matches!(node, Node::Junction(own, inner) if *own == junction && inner.len() < MERGED);
    if !nodes.iter().any(is_merged) {
        return Node::Junction(junction, nodes.into());
    }
    let mut flat = Vec::with_capacity(nodes.len() + MERGED);
    for mut node in nodes {
        match &mut node {
            Node::Junction(own, inner) if *own == junction && inner.len() < MERGED => match Arc::get_mut(inner) {
                // Nobody else has them: they are taken, and a constant is left in their place.
                Some(operands) => flat.extend(operands.iter_mut().map(|node| std::mem::replace(node, Node::Star))),
                None => flat.extend(inner.iter().cloned()),
            },
            _ => flat.push(node),
        }
    }
    Node::Junction(junction, flat.into())
}
