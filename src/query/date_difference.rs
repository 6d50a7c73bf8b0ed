//! `date - date`: the days between two dates (feature `chrono`).

use std::sync::Arc;

use super::calculation::Subtracts;
use super::rules::{Aggregated, NoRefs, Ref};
use super::{Aggregate, Column, Expr, Expression as _, Source};
use crate::sql::ast::{Call, Function, Node};
use crate::sql::value::Value;
use crate::types::{Date, Integer, SqlType};

/// `left - right` is the days from the right one to the left.
fn days(left: Node, right: Node) -> Node {
    Node::Call(Arc::new(Call::plain(Function::DaysBetween, vec![right, left])))
}

macro_rules! dates {
    ($(($($generics:tt)*) $operand:ty, $sql:ty, $refs:ty, $node:expr;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Subtracts<$operand> for Date {
            type Sql = $sql;
            type Refs = $refs;
            type Difference = Integer;

            fn minus(left: Node, operand: $operand) -> Node {
                days(left, $node(operand))
            }
        }
    )* };
}

dates! {
    () chrono::NaiveDate, Date, NoRefs, |day| Node::Bind(Value::Date(day));
    (S: Source, T: SqlType<Base = Date>, Id) Column<S, T, Id>, T, Ref<S, Id>, |column: Column<S, T, Id>| column.node();
    (T: SqlType<Base = Date>, R) Expr<T, R>, T, R, Expr::into_node;
    (T: SqlType<Base = Date>, R) &Expr<T, R>, T, R, |expression: &Expr<T, R>| expression.node();
    (T: SqlType<Base = Date>, R) Aggregate<T, R>, T, Aggregated<R>, |aggregate: Aggregate<T, R>| aggregate.node();
    (T: SqlType<Base = Date>, R) &Aggregate<T, R>, T, Aggregated<R>, |aggregate: &Aggregate<T, R>| aggregate.node();
}
