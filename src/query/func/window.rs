//! Functions that need a window.

use crate::query::align::alike;
use crate::query::operators::{Base, Lifted};
use crate::query::rules::{Both, NoRefs, References, WindowFree};
use crate::query::window::WindowFunction;
use crate::query::{Expression, Operand};
use crate::sql::ast::{Call, Function, Node};
use crate::types::{BaseType, BigInt, Double, Integer, SqlType};

/// The value of another row may be missing, so it is nullable.
type OfAnotherRow<E> = <<E as Expression>::Sql as SqlType>::OrNull;

fn named<T: SqlType, R>(name: &'static str, arguments: Vec<Node>) -> WindowFunction<T, R> {
    WindowFunction::new(Call::plain(Function::Named(name), arguments))
}

/// `row_number()`: 1, 2, 3, … in the order of the window.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let by_name = window("by_name").order_by(User.name);
/// let query = select((
///     func::row_number().over_window(&by_name),
///     func::rank().over_window(&by_name),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT row_number() OVER by_name, rank() OVER by_name FROM user_account \
///      WINDOW by_name AS (ORDER BY user_account.name)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn row_number() -> WindowFunction<BigInt, NoRefs> {
    named("row_number", Vec::new())
}

/// `rank()`: like [`row_number`], but rows of the same sort key have the same number, and leave a gap after them.
pub fn rank() -> WindowFunction<BigInt, NoRefs> {
    named("rank", Vec::new())
}

/// `dense_rank()`: like [`rank`], without gaps.
pub fn dense_rank() -> WindowFunction<BigInt, NoRefs> {
    named("dense_rank", Vec::new())
}

/// `percent_rank()`: the rank as a fraction, from 0 for the first row to 1.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let w = window("w").order_by(User.name);
/// let ranks =
///     (func::dense_rank().over_window(&w), func::percent_rank().over_window(&w));
/// let query = select((
///     ranks,
///     func::cume_dist().over_window(&w),
///     func::ntile(4).over_window(&w),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT dense_rank() OVER w, percent_rank() OVER w, cume_dist() \
///      OVER w, ntile(?) OVER w FROM user_account WINDOW w AS (ORDER BY \
///      user_account.name)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn percent_rank() -> WindowFunction<Double, NoRefs> {
    named("percent_rank", Vec::new())
}

/// `cume_dist()`: which fraction of the rows comes up to this one.
pub fn cume_dist() -> WindowFunction<Double, NoRefs> {
    named("cume_dist", Vec::new())
}

/// `ntile(buckets)`: the rows divided into that many buckets of equal size, from 1.
pub fn ntile<B: Operand<Integer, Refs = R>, R>(buckets: B) -> WindowFunction<Integer, R> {
    named("ntile", vec![buckets.operand()])
}

/// `lag(expression, distance)`: its value that many rows before. NULL if there is no such row; [`lag_or`] gives
/// another value.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let by_name = window("by_name").order_by(User.name);
/// let (before, after) = (func::lag(User.name, 1), func::lead(User.name, 1));
/// let query: Query<(Option<String>, Option<String>)> =
///     select((before.over_window(&by_name), after.over_window(&by_name))).erase();
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT lag(user_account.name, ?) OVER by_name, lead(user_account.name, \
///      ?) OVER by_name FROM user_account WINDOW by_name AS (ORDER BY \
///      user_account.name)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn lag<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>, D: Operand<Integer, Refs = R>, R>(
    expression: E,
    distance: D,
) -> WindowFunction<OfAnotherRow<E>, Both<E::Refs, R>> {
    named("lag", vec![expression.node(), distance.operand()])
}

/// `lead(expression, distance)`: its value that many rows after. NULL if there is no such row; [`lead_or`] gives another
/// value.
pub fn lead<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>, D: Operand<Integer, Refs = R>, R>(
    expression: E,
    distance: D,
) -> WindowFunction<OfAnotherRow<E>, Both<E::Refs, R>> {
    named("lead", vec![expression.node(), distance.operand()])
}

/// `lag(expression, distance, otherwise)`: its value that many rows before, or another where there is no such row. Not
/// on MySQL: MariaDB has no such argument.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let before: Query<i32> =
///     select(func::lag_or(User.id, 1, 0).over().order_by(User.id)).erase();
/// assert_eq!(
///     before.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT lag(user_account.id, $1, $2) OVER (ORDER BY user_account.id) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn lag_or<E, D, O, R, S, Q, W>(expression: E, distance: D, otherwise: O) -> Shifted<E, S, W, R, Q>
where
    E: Expression<Refs: References<Parts: WindowFree>>,
    D: Operand<Integer, Refs = R>,
    O: Operand<Base<E>, Sql = S, Refs = Q, Wider = W>,
    S: SqlType,
    Q: References<Parts: WindowFree>,
    W: BaseType,
{
    shifted("lag", expression, distance, otherwise)
}

/// `lead(expression, distance, otherwise)`: its value that many rows after, or another where there is no such row. Not
/// on MySQL.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let after = func::lead_or(User.fullname, 2, User.name).over().order_by(User.id);
/// assert_eq!(
///     select(after).compile(Dialect::Sqlite)?.sql(),
///     "SELECT lead(user_account.fullname, ?, user_account.name) \
///      OVER (ORDER BY user_account.id) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn lead_or<E, D, O, R, S, Q, W>(expression: E, distance: D, otherwise: O) -> Shifted<E, S, W, R, Q>
where
    E: Expression<Refs: References<Parts: WindowFree>>,
    D: Operand<Integer, Refs = R>,
    O: Operand<Base<E>, Sql = S, Refs = Q, Wider = W>,
    S: SqlType,
    Q: References<Parts: WindowFree>,
    W: BaseType,
{
    shifted("lead", expression, distance, otherwise)
}

/// The value of another row, or one of SQL type `S` that stands for it.
type Shifted<E, S, W, R, Q> =
    WindowFunction<Lifted<<E as Expression>::Sql, S, W>, Both<<E as Expression>::Refs, Both<R, Q>>>;

fn shifted<E, D, O, R, S, Q, W>(name: &'static str, expression: E, distance: D, otherwise: O) -> Shifted<E, S, W, R, Q>
where
    E: Expression,
    D: Operand<Integer, Refs = R>,
    O: Operand<Base<E>, Sql = S, Refs = Q, Wider = W>,
    S: SqlType,
    W: BaseType,
{
    let [value, otherwise] = alike::<E::Sql, S>(expression.node(), otherwise.operand());
    let arguments = vec![value, distance.operand(), otherwise];
    WindowFunction::new(Call::plain(Function::Shifted(name), arguments))
}

/// `first_value(expression)`: its value in the first row of the frame.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query =
///     select((User.name, func::first_value(User.name).over().order_by(User.id)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name, first_value(user_account.name) \
///      OVER (ORDER BY user_account.id) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn first_value<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> WindowFunction<OfAnotherRow<E>, E::Refs> {
    named("first_value", vec![expression.node()])
}

/// `last_value(expression)`: its value in the last row of the frame, which ends at the current row unless
/// `.rows(…)` says otherwise.
pub fn last_value<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> WindowFunction<OfAnotherRow<E>, E::Refs> {
    named("last_value", vec![expression.node()])
}

/// `nth_value(expression, number)`: its value in row `number` of the frame, from 1.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let w = window("w")
///     .order_by(User.id)
///     .rows(Bound::unbounded_preceding(), Bound::unbounded_following());
/// let query = select((
///     func::last_value(User.name).over_window(&w),
///     func::nth_value(User.name, 2).over_window(&w),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT last_value(user_account.name) \
///      OVER w, nth_value(user_account.name, ?) OVER w \
///      FROM user_account WINDOW w AS (ORDER BY user_account.id ROWS BETWEEN \
///      UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn nth_value<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>, N: Operand<Integer, Refs = R>, R>(
    expression: E,
    number: N,
) -> WindowFunction<OfAnotherRow<E>, Both<E::Refs, R>> {
    named("nth_value", vec![expression.node(), number.operand()])
}
