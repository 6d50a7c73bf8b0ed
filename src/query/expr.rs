//! Typed expressions: an operator tree with its SQL type and what it refers to.

use std::sync::Arc;

use super::operand::IsBoolean;
use super::operators::Applied;
use super::rules::{Aggregated, Both, Mark, NoRefs, Ref, References, RowWise};
use super::{Column, Operand, Operators as _, Source};
use crate::sql::ast::{Call, Node};
use crate::types::{BaseType, Boolean, Nullable, SqlType};

/// Anything with a value in SQL: a column, an operator tree, a function call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a SQL expression",
    label = "is not an expression: write `literal(value)`, and join conditions with `&`, `|` or `and_(list)`; Rust's `&&` and `||` take `bool`s only"
)]
pub trait Expression {
    /// The SQL type.
    type Sql: SqlType;
    /// The columns it uses.
    type Refs;

    /// The untyped tree.
    fn node(&self) -> Node;

    /// The untyped tree, of an expression that is not needed any more.
    fn into_node(self) -> Node
    where
        Self: Sized,
    {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Expression + ?Sized> Expression for &E {
    type Sql = E::Sql;
    type Refs = E::Refs;

    fn node(&self) -> Node {
        (**self).node()
    }
}

/// An expression of SQL type `T` that refers to `R`.
pub struct Expr<T, R> {
    node: Node,
    mark: Mark<(T, R)>,
}

impl<T, R> Expr<T, R> {
    pub(crate) const fn new(node: Node) -> Self {
        Self { node, mark: std::marker::PhantomData }
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// `EXISTS (query)`.
    pub(crate) fn exists(query: crate::sql::ast::Query) -> Self {
        Self::new(Node::Exists(Arc::new(query)))
    }
}

impl<T, R> Clone for Expr<T, R> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<T, R> std::fmt::Debug for Expr<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R> Expression for Expr<T, R> {
    type Sql = T;
    type Refs = R;

    fn node(&self) -> Node {
        self.node.clone()
    }

    fn into_node(self) -> Node {
        self.node
    }
}

/// An aggregate function call: an expression that also takes a FILTER.
pub struct Aggregate<T, R> {
    call: Call,
    mark: Mark<(T, R)>,
}

impl<T, R> Aggregate<T, R> {
    pub(crate) const fn new(call: Call) -> Self {
        Self { call, mark: std::marker::PhantomData }
    }

    /// Aggregates only the rows that meet a condition: `count(id) FILTER (WHERE …)`. On MySQL, which has no FILTER,
    /// the argument becomes `CASE WHEN … THEN … END`; aggregates called by name that are not known to skip NULLs are
    /// `Unsupported` there.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let org = func::count(Address.id)
    ///     .filter_where(Address.email_address.ends_with(".org"));
    /// let query = select((func::count(Address.id), org));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT count(address.id), count(address.id) FILTER (WHERE \
    ///      address.email_address LIKE '%' || ? ESCAPE '/') FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter_where<C: Expression<Sql: IsBoolean<Kept = B>, Refs: References<Parts: RowWise<Kept = ()>>>, B>(
        mut self,
        condition: C,
    ) -> Aggregate<T, Both<R, C::Refs>> {
        let condition = condition.node();
        self.call.filter = Some(match self.call.filter.take() {
            None => condition,
            Some(earlier) => Node::Junction(crate::sql::ast::Junction::And, Arc::new([earlier, condition])),
        });
        Aggregate::new(self.call)
    }

    /// The order in which the rows are taken: `string_agg(name, ',' ORDER BY id)`. MySQL has it for `string_agg` only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let names = func::string_agg(User.name, ", ").order_by(User.id.desc());
    /// let query = select(names);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT string_agg(user_account.name, $1 \
    ///      ORDER BY user_account.id DESC) FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn order_by<O: super::OrderKeys<Refs: References<Parts: RowWise<Kept = ()>>>>(
        mut self,
        keys: O,
    ) -> Aggregate<T, Both<R, O::Refs>> {
        keys.push(&mut self.call.order_by);
        Aggregate::new(self.call)
    }

    pub(super) fn into_call(self) -> Call {
        self.call
    }
}

impl<T, R> Clone for Aggregate<T, R> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), mark: std::marker::PhantomData }
    }
}

impl<T, R> std::fmt::Debug for Aggregate<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.call.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R> Expression for Aggregate<T, R> {
    type Sql = T;
    type Refs = Aggregated<R>;

    fn node(&self) -> Node {
        Node::Call(Arc::new(self.call.clone()))
    }
}

/// A value as an expression of its own: `select(literal(1))` is `SELECT ?`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.id, literal("user").label("kind")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, ? AS kind FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn literal<V: LiteralValue>(value: V) -> Expr<V::Sql, NoRefs> {
    Expr::new(Node::Bind(value.into_value()))
}

/// A Rust value whose type alone says which SQL type it has.
pub trait LiteralValue {
    /// The SQL type.
    type Sql: SqlType;

    /// The bind.
    fn into_value(self) -> crate::sql::value::Value;
}

macro_rules! literal_value {
    ($($(#[$gate:meta])* $rust:ty => $sql:ident;)*) => { $(
        $(#[$gate])*
        impl LiteralValue for $rust {
            type Sql = crate::types::$sql;

            fn into_value(self) -> crate::sql::value::Value {
                self.into()
            }
        }
    )* };
}

literal_value! {
    bool => Boolean;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    f32 => Real;
    f64 => Double;
    &str => Text;
    String => Text;
    Vec<u8> => Blob;
    #[cfg(feature = "decimal")] rust_decimal::Decimal => Numeric;
    #[cfg(feature = "chrono")] chrono::NaiveDate => Date;
    #[cfg(feature = "chrono")] chrono::NaiveTime => Time;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => Timestamp;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => TimestampTz;
    #[cfg(feature = "uuid")] uuid::Uuid => Uuid;
    #[cfg(feature = "json")] serde_json::Value => Json;
}

/// NULL of SQL type `T`: `null::<Text>()`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.id, null::<Text>().label("note")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, NULL AS note FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub fn null<T: BaseType>() -> Expr<Nullable<T>, NoRefs> {
    Expr::new(Node::Constant("NULL"))
}

/// `!condition` is `NOT (condition)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(User.id).filter(!or_((User.name.like("s%"), User.id.gt(5))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE NOT (user_account.name LIKE ? OR user_account.id > ?)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
impl<T: IsBoolean, R> std::ops::Not for Expr<T, R> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(negated(self.node))
    }
}

macro_rules! junctions {
    ($($(#[$doc:meta])* $trait:ident $operator:ident $method:ident;)*) => { $(
        $(#[$doc])*
        impl<T: IsBoolean, R, O: Operand<Boolean>> std::ops::$trait<O> for Expr<T, R> {
            type Output = Applied<Self, O, Boolean, Boolean>;

            fn $operator(self, other: O) -> Self::Output {
                self.$method(other)
            }
        }
    )* };
}

junctions! {
    /// `a & b` is `a AND b`, as in SQLAlchemy.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let short = User.id.lt(5) & User.name.starts_with("s");
    /// let query = select(User.id).filter(short | User.fullname.is_null());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.id < ? \
    ///      AND user_account.name LIKE ? || '%' ESCAPE '/' \
    ///      OR user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    BitAnd bitand and;
    /// `a | b` is `a OR b`.
    BitOr bitor or;
}

/// `!User.active` is `NOT user_account.active`.
impl<S: Source, T: SqlType + IsBoolean, Id> std::ops::Not for Column<S, T, Id> {
    type Output = Expr<T, Ref<S, Id>>;

    fn not(self) -> Self::Output {
        Expr::new(negated(self.node()))
    }
}

/// The opposite of a condition; predicates have a negated form of their own.
pub(super) fn negated(node: Node) -> Node {
    match &node {
        Node::IsNull(operand, negated) => Node::IsNull(Arc::clone(operand), !negated),
        Node::Between(parts, negated) => Node::Between(Arc::clone(parts), !negated),
        Node::In(subject, list, negated) => Node::In(Arc::clone(subject), Arc::clone(list), !negated),
        Node::InQuery(subject, query, negated) => Node::InQuery(Arc::clone(subject), Arc::clone(query), !negated),
        _ => Node::Unary(crate::sql::ast::UnaryOperator::Not, Arc::new(node)),
    }
}
