//! Operands of two types, made alike where a database would compare them wrongly: SQLite keeps dates and timestamps as
//! text, and as text a day is less than its own midnight. Elsewhere, a placeholder beside a date would be taken for one.

use std::sync::Arc;

use super::operators::binary;
use crate::sql::ast::{BinaryOperator, Node, Query, SelectItem};
use crate::sql::value::{Kind, Value};
#[cfg(feature = "chrono")]
use crate::types::Timestamp;
use crate::types::{BaseType, SqlType};

/// An expression of SQL type `T` beside one of SQL type `Other`: a date beside a timestamp is its midnight.
#[cfg(feature = "chrono")]
pub(crate) fn beside<T: SqlType, Other: SqlType>(node: Node) -> Node {
    match (T::Base::KIND, Other::Base::KIND) {
        (Kind::Date, Kind::Timestamp) => midnight(node),
        _ => node,
    }
}

/// An expression of SQL type `T` beside one of SQL type `Other`.
#[cfg(not(feature = "chrono"))]
pub(crate) fn beside<T: SqlType, Other: SqlType>(node: Node) -> Node {
    node
}

/// Two operands of types `A` and `B`, made alike.
pub(crate) fn alike<A: SqlType, B: SqlType>(left: Node, right: Node) -> [Node; 2] {
    [beside::<A, B>(left), beside::<B, A>(right)]
}

/// An expression of SQL type `T`, as a column of type `Target` takes it: databases with types convert it by themselves,
/// SQLite would store it as it is.
pub(crate) fn assigned<Target: SqlType, T: SqlType>(node: Node) -> Node {
    let is_cut = match (T::Base::KIND, Target::Base::KIND) {
        (Kind::Timestamp, Kind::Date) => true,
        (from, Kind::SmallInt | Kind::Integer | Kind::BigInt) => {
            matches!(from, Kind::Real | Kind::Double | Kind::Numeric)
        }
        _ => false,
    };
    match node {
        Node::Bind(Value::Null(_)) => node,
        node if is_cut => Node::Cast(Arc::new(node), T::Base::KIND, Target::Base::sql_type()),
        node => beside::<T, Target>(node),
    }
}

/// `left operator right`, for a comparison of an `A` with a `B`.
pub(crate) fn compare<A: SqlType, B: SqlType>(operator: BinaryOperator, left: Node, right: Node) -> Node {
    let [left, right] = alike::<A, B>(left, right);
    binary(operator, left, right)
}

/// A query of one column of SQL type `T`, whose values are compared with an `Other`.
pub(crate) fn query_beside<T: SqlType, Other: SqlType>(query: Query) -> Query {
    columns_beside(query, &[beside::<T, Other>])
}

/// A query whose columns are changed, each in its way.
pub(crate) fn columns_beside(mut query: Query, changes: &[fn(Node) -> Node]) -> Query {
    members(&mut query, &mut |columns| {
        for (item, change) in columns.iter_mut().zip(changes) {
            if let SelectItem::Expression(node) = item {
                *node = change(std::mem::replace(node, Node::Star));
            }
        }
    });
    query
}

/// Visits the select list of each query of a set operation.
fn members(query: &mut Query, change: &mut dyn FnMut(&mut Vec<SelectItem>)) {
    match query {
        Query::Compound(compound) => {
            members(&mut compound.first, change);
            compound.rest.iter_mut().for_each(|(_, member)| members(member, change));
        }
        single => change(single.columns_mut()),
    }
}

#[cfg(feature = "chrono")]
fn midnight(date: Node) -> Node {
    match &date {
        Node::Bind(Value::Date(day)) => Node::Bind(Value::Timestamp(day.and_time(chrono::NaiveTime::MIN))),
        Node::Bind(Value::Null(_)) => Node::Bind(Value::Null(Kind::Timestamp)),
        // The label is the name of the whole.
        Node::Label(name, inner) => Node::Label(name, Arc::new(midnight((**inner).clone()))),
        _ => Node::Cast(Arc::new(date), Kind::Date, Timestamp::sql_type()),
    }
}
