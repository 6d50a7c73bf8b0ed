//! Functions that return rows, for FROM: `generate_series`, `unnest`, `json_each`, and any other by its name.

#[cfg(feature = "json")]
use crate::query::json::IsJson;
use crate::query::rules::{Argument, Both, NoRefs, Unnested};
use crate::query::table_function::{NamedTableFunction, TableFunction};
use crate::query::{ComparableWith, Expr};
use crate::sql::ast::{Node, TableFunction as Function};
use crate::sql::value::Value;
use crate::types::{BaseType, BigInt, Integer, SqlType};
#[cfg(feature = "json")]
use crate::types::{Json, Nullable, Text};

use super::Arguments;

/// A column of a function, as the item of a select list.
type Valued<T> = Expr<T, NoRefs>;

/// A SQL type that `generate_series` counts in.
#[diagnostic::on_unimplemented(
    message = "`generate_series` counts in `Integer` or `BigInt`, but this is of SQL type `{Self}`",
    label = "is not a whole number",
    note = "for dates, add numbers to one: `literal(first_day) + Interval::days(n)`"
)]
pub trait Countable: BaseType {
    /// A number of this type.
    fn step(step: i32) -> Value;
}

#[diagnostic::do_not_recommend]
impl Countable for Integer {
    fn step(step: i32) -> Value {
        Value::Integer(step)
    }
}

#[diagnostic::do_not_recommend]
impl Countable for BigInt {
    fn step(step: i32) -> Value {
        Value::BigInt(i64::from(step))
    }
}

/// The wider of the base types of two arguments.
type WiderOf<A, M, B, N> =
    <<<A as Argument<M>>::Sql as SqlType>::Base as ComparableWith<<<B as Argument<N>>::Sql as SqlType>::Base>>::Wider;

/// `generate_series(start, stop)`: the numbers from one to the other, both included, as the rows of a table with one column,
/// `value`. None if `start` is greater. A `WITH RECURSIVE` in a subquery on SQLite; not on MySQL.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// // all days of a week, those without a sample, too
/// let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
/// let days = func::generate_series(0, 6).alias("days");
/// let day = literal(first) + Interval::days(days.columns());
/// let query = select((&day, func::count(Sample.id)))
///     .select_from(days)
///     .left_join_on(Sample, Sample.day.eq(&day))
///     .group_by(&day);
/// # let _ = query.compile(Dialect::Sqlite)?;
///
/// let numbers = func::generate_series(1, 3).alias("numbers");
/// let n = numbers.columns();
/// let query = select(n).select_from(numbers);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT numbers.value FROM (WITH RECURSIVE series(value) AS \
///      (SELECT ? WHERE ? <= ? UNION ALL \
///      SELECT value + 1 FROM series WHERE value + 1 <= ?) \
///      SELECT value FROM series) AS numbers",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn generate_series<A, B, M, N>(
    start: A,
    stop: B,
) -> TableFunction<Valued<WiderOf<A, M, B, N>>, Both<A::Refs, B::Refs>>
where
    A: Argument<M, Sql: SqlType<Base: ComparableWith<<B::Sql as SqlType>::Base, Wider: Countable>>>,
    B: Argument<N>,
{
    let columns = vec![("value", WiderOf::<A, M, B, N>::sql_type())];
    TableFunction::new(Function::Series, vec![start.argument(), stop.argument()], columns)
}

/// `generate_series(start, stop, step)`: in steps of a number, which is negative to count down. A step of 0 is an error.
///
/// ```
/// # use realgar::prelude::*;
/// let even = func::generate_series_by(10, 0, -2).alias("even");
/// let n = even.columns();
/// let query = select(n).select_from(even);
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT even.value FROM generate_series($1, $2, $3) AS even (value)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn generate_series_by<A, B, M, N>(
    start: A,
    stop: B,
    step: i32,
) -> TableFunction<Valued<WiderOf<A, M, B, N>>, Both<A::Refs, B::Refs>>
where
    A: Argument<M, Sql: SqlType<Base: ComparableWith<<B::Sql as SqlType>::Base, Wider: Countable>>>,
    B: Argument<N>,
{
    let columns = vec![("value", WiderOf::<A, M, B, N>::sql_type())];
    let step = Node::Bind(WiderOf::<A, M, B, N>::step(step));
    TableFunction::new(Function::Series, vec![start.argument(), stop.argument(), step], columns)
}

/// `unnest(array)`: the elements of a list of values, or of an array column, as the rows of a table with one column, `value`.
/// On SQLite and MySQL a list becomes a subquery of its values.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// // one text for lists of every length, and their order is not lost
/// let wanted = func::unnest(vec![3, 1, 2]).alias("wanted");
/// let id = wanted.columns();
/// let query = select(User.name).join_on(wanted, User.id.eq(id));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.name FROM user_account \
///      JOIN unnest(CAST($1 AS INTEGER[])) AS wanted (value) \
///      ON user_account.id = wanted.value",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account JOIN \
///      (SELECT ? AS value UNION ALL VALUES (?), (?)) AS wanted \
///      ON user_account.id = wanted.value",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn unnest<A: Unnested<M>, M>(array: A) -> TableFunction<Valued<A::Element>, A::Refs> {
    let columns = vec![("value", <<A::Element as SqlType>::Base as BaseType>::sql_type())];
    TableFunction::new(Function::Unnest, vec![array.array()], columns)
}

/// `json_each(document)`: the members of a JSON object as the rows of a table with the columns `key` and `value`:
/// `jsonb_each` on PostgreSQL. Not on MySQL. A document that is no object is an error.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let members = func::json_each(Sample.document).alias("members");
/// let (key, value) = members.columns();
/// let query = select((Sample.id, key, value)).cross_join(members);
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT sample.id, members.key, members.value FROM sample \
///      CROSS JOIN jsonb_each(CAST(sample.document AS JSONB)) \
///      AS members (key, value)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[cfg(feature = "json")]
pub fn json_each<D: Argument<M, Sql: IsJson>, M>(document: D) -> TableFunction<(Valued<Text>, Valued<Json>), D::Refs> {
    let columns = vec![("key", Text::sql_type()), ("value", Json::sql_type())];
    TableFunction::new(Function::JsonEach, vec![document.argument()], columns)
}

/// `json_array_elements(document)`: the elements of a JSON array as the rows of a table with one column, `value`:
/// `jsonb_array_elements` on PostgreSQL, `json_each` on SQLite, `JSON_TABLE` on MySQL. A document that is no array is an error
/// on PostgreSQL and SQLite.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// // those with a tag, wherever in the list it is
/// let tags = func::json_array_elements_text(Sample.document.json_get("tags"));
/// let tags = tags.alias("tags");
/// let tag = tags.columns();
/// let tagged = select(tag).select_from(tags).filter(tag.eq("new")).exists();
/// let query = select(Sample.id).filter(tagged);
/// assert_eq!(
///     query.compile(Dialect::MySql)?.sql(),
///     "SELECT sample.id FROM sample WHERE EXISTS (SELECT CASE \
///      JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE \
///      JSON_UNQUOTE(tags.`value`) END FROM JSON_TABLE(JSON_EXTRACT(\
///      sample.document, ?), '$[*]' COLUMNS (`value` JSON PATH '$')) AS tags \
///      WHERE CASE JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE \
///      JSON_UNQUOTE(tags.`value`) END = ?)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[cfg(feature = "json")]
pub fn json_array_elements<D: Argument<M, Sql: IsJson>, M>(document: D) -> TableFunction<Valued<Json>, D::Refs> {
    TableFunction::new(Function::JsonElements, vec![document.argument()], vec![("value", Json::sql_type())])
}

/// `json_array_elements_text(document)`: the same as text; the null of JSON is NULL.
#[cfg(feature = "json")]
pub fn json_array_elements_text<D: Argument<M, Sql: IsJson>, M>(
    document: D,
) -> TableFunction<Valued<Nullable<Text>>, D::Refs> {
    TableFunction::new(Function::JsonElementsText, vec![document.argument()], vec![("value", Text::sql_type())])
}

/// `name(arguments)` in FROM: a function that has none here. The arguments are an expression, a tuple of them, or `()` for
/// none; values go in through [`literal`](crate::query::literal). On PostgreSQL and SQLite.
///
/// Neither the name nor the types are checked by the compiler; the database does.
///
/// ```
/// # use realgar::prelude::*;
/// let columns = func::table_call("pragma_table_info", literal("user_account"))
///     .table_valued::<(Text, Nullable<Text>)>(["name", "type"])
///     .alias("columns");
/// let (name, sql_type) = columns.columns();
/// let query = select((name, sql_type)).select_from(columns);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT columns.name, columns.type \
///      FROM pragma_table_info(?) AS columns",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn table_call<A: Arguments>(name: &'static str, arguments: A) -> NamedTableFunction<A::Refs> {
    NamedTableFunction::new(name, arguments.nodes())
}
