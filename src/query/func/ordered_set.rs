//! Aggregates of sorted rows: `func::percentile_cont(0.5).within_group(Flight.price)`.

use crate::query::rules::Mark;
use crate::query::rules::{References, WindowFree};
use crate::query::{Aggregate, Expression};
use crate::sql::ast::{Call, Function, Node, OrderKey};
use crate::sql::value::Value;
use crate::types::{Double, Nullable, SqlType};

/// An aggregate that needs an order: [`within_group`](Self::within_group) gives it one. `K` says what it makes of it.
#[must_use]
#[derive(Debug)]
pub struct OrderedSet<K> {
    name: &'static str,
    arguments: Vec<Node>,
    mark: Mark<K>,
}

/// Marks aggregates that give one of the sorted values.
#[derive(Debug)]
pub struct OneOfThem;

/// Marks aggregates that give a double.
#[derive(Debug)]
pub struct InBetween;

const fn ordered_set<K>(name: &'static str, arguments: Vec<Node>) -> OrderedSet<K> {
    OrderedSet { name, arguments, mark: std::marker::PhantomData }
}

/// `percentile_cont(fraction) WITHIN GROUP (ORDER BY …)`: the value below which that fraction of the rows lies,
/// interpolated between two rows. `percentile_cont(0.5)` is the median. PostgreSQL only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(func::percentile_cont(0.5).within_group(User.id));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT percentile_cont($1) WITHIN GROUP (ORDER BY user_account.id) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn percentile_cont(fraction: f64) -> OrderedSet<InBetween> {
    ordered_set("percentile_cont", vec![Node::Bind(Value::Double(fraction))])
}

/// `percentile_disc(fraction) WITHIN GROUP (ORDER BY …)`: the first value up to which that fraction of the rows lies.
/// PostgreSQL only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select((
///     func::percentile_disc(0.5).within_group(User.name),
///     func::mode().within_group(User.fullname),
/// ));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT percentile_disc($1) WITHIN GROUP (ORDER BY user_account.name), \
///      mode() WITHIN GROUP (ORDER BY user_account.fullname) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn percentile_disc(fraction: f64) -> OrderedSet<OneOfThem> {
    ordered_set("percentile_disc", vec![Node::Bind(Value::Double(fraction))])
}

/// `mode() WITHIN GROUP (ORDER BY …)`: the most frequent value. PostgreSQL only.
pub fn mode() -> OrderedSet<OneOfThem> {
    ordered_set("mode", Vec::new())
}

impl<K> OrderedSet<K> {
    fn call<T: SqlType, R>(self, key: Node) -> Aggregate<T, R> {
        Aggregate::new(Call {
            order_by: vec![OrderKey::ascending(key)],
            within_group: true,
            ..Call::aggregate(Function::PostgreSqlOnly(self.name), self.arguments)
        })
    }
}

impl OrderedSet<InBetween> {
    /// `WITHIN GROUP (ORDER BY expression)`: NULL if there are no rows.
    pub fn within_group<
        E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: super::Summable>>,
    >(
        self,
        expression: E,
    ) -> Aggregate<Nullable<Double>, E::Refs> {
        self.call(expression.node())
    }
}

impl OrderedSet<OneOfThem> {
    /// `WITHIN GROUP (ORDER BY expression)`: NULL if there are no rows.
    pub fn within_group<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
        self,
        expression: E,
    ) -> Aggregate<<E::Sql as SqlType>::OrNull, E::Refs> {
        self.call(expression.node())
    }
}
