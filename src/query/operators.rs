//! The operators: methods on every column and expression.

use std::sync::Arc;

use super::align::{beside, compare};
use super::like::{escaped, escaping, like};
use super::operand::{IsBoolean, IsText};
use super::predicate::{self, OnlyOf, Predicate, Tables};
use super::rules::{Both, Comparable, ComparedTo, Meets, NeverNull, NoRefs, RowCondition, SearchedFor};
use super::text_search::Found;
use super::{Expr, Expression, Members, Operand, Order};
use crate::sql::ast::{Anchors, BinaryOperator, Call, Junction, Node, Nulls};
use crate::sql::value::Value;
use crate::types::{BaseType, Boolean, CastType, SqlType, Text};

/// The base type of an expression.
pub(crate) type Base<E> = <<E as Expression>::Sql as SqlType>::Base;

/// `T`, nullable if the SQL type `A` or `B` is.
pub(crate) type Lifted<A, B, T> = <A as SqlType>::Like<<B as SqlType>::Like<T>>;

/// The result of an operator on `E` and `O` with base type `T`.
pub(crate) type Applied<E, O, B, T> = Expr<
    Lifted<<E as Expression>::Sql, <O as Operand<B>>::Sql, T>,
    Both<<E as Expression>::Refs, <O as Operand<B>>::Refs>,
>;

/// Whether the expression may be NULL.
type NullnessOf<E> = <<E as Expression>::Sql as SqlType>::Nullness;

/// Text, nullable if the expression is.
type TextLike<E> = <<E as Expression>::Sql as SqlType>::Like<Text>;

type Comparison<E, O> = Applied<E, O, Base<E>, Boolean>;

/// The operators, on columns and on expressions. They borrow, so one expression can be used several times.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// // comparisons: with values, columns and expressions of the same type
/// let query = select(User.id)
///     .filter(User.id.gt(5).and(User.id.le(10)))
///     .filter(User.id.lt(8).or(User.id.ge(9)))
///     .filter(User.name.ne(User.fullname))
///     .filter(User.id.between(1, 20));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account WHERE user_account.id > ? \
///      AND user_account.id <= ? AND (user_account.id < ? OR user_account.id >= \
///      ?) AND user_account.name != user_account.fullname \
///      AND user_account.id BETWEEN ? AND ?",
/// );
///
/// // NULL equals nothing: `eq(None)` tests for it,
/// // and `is_distinct_from` compares with it
/// let query = select(User.id)
///     .filter(User.name.eq("sandy"))
///     .filter(User.fullname.eq(None::<String>))
///     .filter(User.fullname.is_null().or(User.fullname.is_not_null()))
///     .filter(User.fullname.is_distinct_from("Sandy Cheeks"))
///     .filter(User.fullname.is_not_distinct_from(User.name));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.name = $1 AND user_account.fullname IS NULL \
///      AND (user_account.fullname IS NULL OR user_account.fullname IS NOT NULL) \
///      AND user_account.fullname IS DISTINCT FROM $2 \
///      AND user_account.fullname IS NOT DISTINCT FROM user_account.name",
/// );
///
/// // one of several
/// let query = select(User.name)
///     .filter(User.id.in_([1, 2, 3]))
///     .filter(User.id.not_in(select(Address.user_id)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account \
///      WHERE user_account.id IN (?, ?, ?) AND user_account.id NOT IN \
///      (SELECT address.user_id FROM address)",
/// );
///
/// // text
/// let query = select(User.id)
///     .filter(User.name.like("s%").and(User.name.not_like("%y")))
///     .filter(User.name.ilike("S%"))
///     .filter(User.name.starts_with("sa").and(User.name.ends_with("dy")))
///     .filter(User.name.contains("100%"));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE user_account.name LIKE $1 AND user_account.name NOT LIKE $2 \
///      AND user_account.name ILIKE $3 AND user_account.name LIKE $4 || '%' \
///      ESCAPE '/' AND user_account.name LIKE '%' || $5 ESCAPE '/' \
///      AND user_account.name LIKE '%' || $6 || '%' ESCAPE '/'",
/// );
///
/// // what a select list and ORDER BY are made of
/// let query =
///     select((User.id.cast::<Text>(), User.name.concat("!").label("loud")))
///         .order_by((User.name.collate("NOCASE").asc(), User.id.desc()))
///         .order_by((User.fullname.nulls_first(), User.fullname.nulls_last()));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT CAST(user_account.id AS TEXT), user_account.name || ? AS loud \
///      FROM user_account ORDER BY user_account.name COLLATE \"NOCASE\", \
///      user_account.id DESC, user_account.fullname NULLS FIRST, \
///      user_account.fullname NULLS LAST",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub trait Operators: Expression + Sized {
    /// `self = other`. With `None`: `self IS NULL`. A date equals the timestamp of its midnight. Texts are compared by the
    /// column's collation: on MySQL, most of them take upper and lower case for the same.
    fn eq<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        let other = other.operand();
        if matches!(&other, Node::Bind(Value::Null(_))) {
            return Expr::new(Node::IsNull(Arc::new(self.node()), false));
        }
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::Equal, self.node(), other))
    }

    /// `self != other`. With `None`: `self IS NOT NULL`, if it may be NULL at all.
    fn ne<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        let other = other.operand();
        if matches!(&other, Node::Bind(Value::Null(_))) {
            return Expr::new(Node::IsNull(Arc::new(self.node()), true));
        }
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::NotEqual, self.node(), other))
    }

    /// `self < other`.
    fn lt<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::Less, self.node(), other.operand()))
    }

    /// `self <= other`.
    fn le<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::LessOrEqual, self.node(), other.operand()))
    }

    /// `self > other`.
    fn gt<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::Greater, self.node(), other.operand()))
    }

    /// `self >= other`.
    fn ge<O: ComparedTo<Self::Sql, Kept = K>, K>(&self, other: O) -> Comparison<Self, O> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::GreaterOrEqual, self.node(), other.operand()))
    }

    /// `self IS DISTINCT FROM other`: like `!=`, but NULL is a value that equals itself. `IS NOT` on SQLite,
    /// `NOT (… <=> …)` on MySQL.
    fn is_distinct_from<O: ComparedTo<Self::Sql, Kept = K>, K>(
        &self,
        other: O,
    ) -> Expr<Boolean, NeverNull<Both<Self::Refs, O::Refs>>> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::IsDistinctFrom, self.node(), other.operand()))
    }

    /// `self IS NOT DISTINCT FROM other`: like `=`, but NULL equals NULL.
    fn is_not_distinct_from<O: ComparedTo<Self::Sql, Kept = K>, K>(
        &self,
        other: O,
    ) -> Expr<Boolean, NeverNull<Both<Self::Refs, O::Refs>>> {
        Expr::new(compare::<Self::Sql, O::Sql>(BinaryOperator::IsNotDistinctFrom, self.node(), other.operand()))
    }

    /// `self BETWEEN low AND high`: both ends belong to it.
    fn between<L: ComparedTo<Self::Sql, Kept = A>, H: ComparedTo<Self::Sql, Kept = B>, A, B>(
        &self,
        low: L,
        high: H,
    ) -> Expr<<Self::Sql as SqlType>::Like<Lifted<L::Sql, H::Sql, Boolean>>, Both<Self::Refs, Both<L::Refs, H::Refs>>>
    {
        // One timestamp among the three is enough: the others are compared with it, or with what is.
        let node = beside::<Self::Sql, H::Sql>(beside::<Self::Sql, L::Sql>(self.node()));
        let low = beside::<L::Sql, H::Sql>(beside::<L::Sql, Self::Sql>(low.operand()));
        let high = beside::<H::Sql, L::Sql>(beside::<H::Sql, Self::Sql>(high.operand()));
        Expr::new(Node::Between(Arc::new([node, low, high]), false))
    }

    /// `self IN (…)`: one of these values, or of the values of a query. An empty list is never met.
    fn in_<L: Members<Base<Self>, M, Null: Meets<NullnessOf<Self>, NoRefs, Kept = A>>, M, K, A>(
        &self,
        list: L,
    ) -> Expr<<Self::Sql as SqlType>::Like<Boolean>, Both<Self::Refs, L::Refs>>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Expr::new(list.node(self.node(), false))
    }

    /// `self NOT IN (…)`: none of these values. An empty list is always met; a query with a NULL among its values never.
    fn not_in<L: Members<Base<Self>, M, Null: Meets<NullnessOf<Self>, NoRefs, Kept = A>>, M, K, A>(
        &self,
        list: L,
    ) -> Expr<<Self::Sql as SqlType>::Like<Boolean>, Both<Self::Refs, L::Refs>>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Expr::new(list.node(self.node(), true))
    }

    /// `self LIKE pattern`, where `%` stands for any text and `_` for one character; behind a backslash, both stand for
    /// themselves, and SQLite gets `ESCAPE '\'` where a pattern may have one. Case matters on PostgreSQL; on SQLite that
    /// of letters beyond ASCII does, too; on MySQL, the collation of the column decides.
    fn like<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, pattern: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), pattern.operand(), None, false, false)
    }

    /// `self LIKE pattern ESCAPE 'character'`: behind that character, `%`, `_` and the character stand for themselves.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(User.id).filter(User.name.like_escape("100!%%", '!'));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE user_account.name LIKE $1 ESCAPE '!'",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    fn like_escape<O: Operand<Text>>(&self, pattern: O, character: char) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        escaping(self.node(), pattern.operand(), false, character)
    }

    /// `self NOT LIKE pattern ESCAPE 'character'`.
    fn not_like_escape<O: Operand<Text>>(&self, pattern: O, character: char) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        escaping(self.node(), pattern.operand(), true, character)
    }

    /// `self NOT LIKE pattern`.
    fn not_like<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, pattern: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), pattern.operand(), None, true, false)
    }

    /// LIKE where case does not matter: ILIKE on PostgreSQL, `lower(self) LIKE lower(pattern)` elsewhere.
    fn ilike<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, pattern: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), pattern.operand(), None, false, true)
    }

    /// Has `text` in it. `%` and `_` in the text stand for themselves; case matters where it does to [`like`](Self::like).
    fn contains<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, text: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), escaped(text.operand()), Some(Anchors::Anywhere), false, false)
    }

    /// Begins with `text`. `%` and `_` in the text stand for themselves.
    fn starts_with<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, text: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), escaped(text.operand()), Some(Anchors::Start), false, false)
    }

    /// Ends with `text`. `%` and `_` in the text stand for themselves.
    fn ends_with<O: ComparedTo<TextLike<Self>, Kept = K>, K>(&self, text: O) -> Applied<Self, O, Text, Boolean>
    where
        Self::Sql: IsText,
    {
        like(self.node(), escaped(text.operand()), Some(Anchors::End), false, false)
    }

    /// Whether the text has the words of a query, by the database's full-text search: `self @@ plainto_tsquery(query)` on
    /// PostgreSQL, `MATCH (self) AGAINST (query IN BOOLEAN MODE)` on MySQL, whose column needs a FULLTEXT index, and
    /// `self MATCH query` on SQLite, for columns of FTS5 tables. What words of the query mean differs between them.
    ///
    /// On PostgreSQL, what `func::to_tsvector` makes is searched for what `func::to_tsquery` makes.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(User.id).filter(User.fullname.match_("cheeks"));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE user_account.fullname @@ plainto_tsquery($1)",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE MATCH \
    ///      (user_account.fullname) AGAINST (? IN BOOLEAN MODE) > 0",
    /// );
    ///
    /// let document = func::to_tsvector_in("english", User.fullname);
    /// let wanted = func::websearch_to_tsquery_in("english", literal("cheek -star"));
    /// let query = select(User.id)
    ///     .filter(document.match_(&wanted))
    ///     .order_by(func::ts_rank(&document, &wanted).desc());
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE to_tsvector('english', user_account.fullname) @@ \
    ///      websearch_to_tsquery('english', $1) \
    ///      ORDER BY ts_rank(to_tsvector('english', user_account.fullname), \
    ///      websearch_to_tsquery('english', $2)) DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    fn match_<Q: SearchedFor<Base<Self>>>(&self, query: Q) -> Found<Self, Q> {
        let arguments = vec![self.node(), query.query()];
        Expr::new(Node::Call(Arc::new(Call::plain(Q::MATCH, arguments))))
    }

    /// `self || other`; `concat(self, other)` on MySQL.
    fn concat<O: Operand<Text>>(&self, other: O) -> Applied<Self, O, Text, Text>
    where
        Self::Sql: IsText,
    {
        Expr::new(binary(BinaryOperator::Concat, self.node(), other.operand()))
    }

    /// `self IS NULL`.
    fn is_null(&self) -> Expr<Boolean, NeverNull<Self::Refs>> {
        Expr::new(Node::IsNull(Arc::new(self.node()), false))
    }

    /// `self IS NOT NULL`.
    fn is_not_null(&self) -> Expr<Boolean, NeverNull<Self::Refs>> {
        Expr::new(Node::IsNull(Arc::new(self.node()), true))
    }

    /// `self AND other`. So is `self & other`; Rust has no `&&` but for `bool`.
    fn and<O: Operand<Boolean>>(&self, other: O) -> Applied<Self, O, Boolean, Boolean>
    where
        Self::Sql: IsBoolean,
    {
        Expr::new(Node::Junction(Junction::And, Arc::new([self.node(), other.operand()])))
    }

    /// `self OR other`. So is `self | other`; Rust has no `||` but for `bool`.
    fn or<O: Operand<Boolean>>(&self, other: O) -> Applied<Self, O, Boolean, Boolean>
    where
        Self::Sql: IsBoolean,
    {
        Expr::new(Node::Junction(Junction::Or, Arc::new([self.node(), other.operand()])))
    }

    /// `CAST(self AS type)`: `Invoice.total.cast::<Text>()`. The value is the same on all databases; where they differ by
    /// themselves, the cast is written so that they do not:
    ///
    /// | from, to | value |
    /// |---|---|
    /// | a number with a fraction to an integer | rounded, halves away from zero: 20.5 is 21, -1.5 is -2 |
    /// | an integer, a text to a boolean | whether it is not 0; `true`, `t`, `yes`, `y`, `on`, `1` and their opposites |
    /// | a boolean to text, a number | `true` and `false`; 1 and 0 |
    /// | a date to a timestamp, and back | its midnight; the day |
    /// | a timestamp to a time | the time of day, with its fraction |
    /// | a blob to text, and back | UTF-8 |
    ///
    /// A text that is no such value is an error on PostgreSQL; on SQLite and MySQL, numbers are read as far as they go
    /// (`'2 kg'` is 2), and anything else is NULL, which is an error when it is decoded. On SQLite and MySQL, an integer
    /// that is too large becomes the largest one. Text of floating point and decimal numbers is the database's own (`1`
    /// or `1.0`). A timestamp with time zone is seen in UTC on SQLite, in the session's time zone elsewhere. Casts that
    /// mean nothing (a date to an integer) are `InvalidStatement` when the query is compiled or executed.
    fn cast<T: BaseType>(&self) -> Expr<<Self::Sql as SqlType>::Like<T>, Self::Refs> {
        Expr::new(Node::Cast(Arc::new(self.node()), Base::<Self>::KIND, T::sql_type()))
    }

    /// The same to a type with a length or a precision: `Invoice.total.cast_to(Text::varchar(10))`. SQLite, which knows
    /// neither, cuts with `substr` and rounds with `round`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query: Query<Option<String>> =
    ///     select(User.fullname.cast_to(Text::varchar(10))).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT substr(CAST(user_account.fullname AS TEXT), 1, 10) \
    ///      FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    fn cast_to<T: BaseType>(&self, to: CastType<T>) -> Expr<<Self::Sql as SqlType>::Like<T>, Self::Refs> {
        Expr::new(Node::Cast(Arc::new(self.node()), Base::<Self>::KIND, to.into_sql_type()))
    }

    /// `self COLLATE name`.
    fn collate(&self, collation: &'static str) -> Expr<Self::Sql, Self::Refs>
    where
        Self::Sql: IsText,
    {
        Expr::new(Node::Collate(Arc::new(self.node()), collation))
    }

    /// `self AS name` in a select list; in ORDER BY then the name alone, in GROUP BY its position.
    fn label(&self, name: &'static str) -> Expr<Self::Sql, Self::Refs> {
        Expr::new(Node::Label(name, Arc::new(self.node())))
    }

    /// ORDER BY this, smallest first.
    fn asc<K>(&self) -> Order<Self::Refs>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Order::new(self.node(), false, None)
    }

    /// ORDER BY this, largest first.
    fn desc<K>(&self) -> Order<Self::Refs>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Order::new(self.node(), true, None)
    }

    /// ORDER BY this, NULLs before everything.
    fn nulls_first<K>(&self) -> Order<Self::Refs>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Order::new(self.node(), false, Some(Nulls::First))
    }

    /// ORDER BY this, NULLs after everything.
    fn nulls_last<K>(&self) -> Order<Self::Refs>
    where
        Base<Self>: Comparable<Kept = K>,
    {
        Order::new(self.node(), false, Some(Nulls::Last))
    }

    /// The condition with a type that only says which table it is about, so that conditions on different columns have
    /// one type: for lists of them, and for functions that return one. See [`Predicate`].
    fn of_table<T>(&self) -> Predicate<T>
    where
        Self::Refs: OnlyOf<T>,
        Self::Sql: IsBoolean,
    {
        predicate::of_table(self)
    }

    /// The same for a condition on several tables, which the type that is wanted names:
    /// `let found: Predicate<(User, Address)> = condition.of_tables();`.
    fn of_tables<T: Tables, I>(&self) -> Predicate<T>
    where
        Self: RowCondition<T::Scope, I>,
    {
        predicate::of_tables(self)
    }
}

impl<E: Expression> Operators for E {}

pub(crate) fn binary(operator: BinaryOperator, left: Node, right: Node) -> Node {
    Node::Binary(operator, Arc::new([left, right]))
}
