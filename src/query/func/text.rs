//! More functions on text.

use super::aggregate::aggregate;
use super::{length, named, plain};
use crate::query::operand::IsText;
use crate::query::operators::Lifted;
use crate::query::rules::{Both, References, WindowFree};
use crate::query::{Aggregate, Expr, Expression, Operand, Operators as _};
use crate::sql::ast::{Call, Function, Node};
use crate::sql::value::Value;
use crate::types::{Integer, Nullable, SqlType, Text};

/// `text || other`; `concat(text, other)` on MySQL. NULL if one of them is.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query =
///     select((func::concat(User.name, "!"), func::position(User.name, "a")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name || ?, instr(user_account.name, ?) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn concat<E: Expression<Sql: IsText>, O: Operand<Text, Sql = S, Refs = R>, S: SqlType, R>(
    text: E,
    other: O,
) -> Expr<Lifted<E::Sql, S, Text>, Both<E::Refs, R>> {
    text.concat(other)
}

/// The number of characters: the same as [`length`].
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select((
///     func::char_length(User.name),
///     func::ltrim(User.name),
///     func::rtrim(User.name),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT length(user_account.name), ltrim(user_account.name), \
///      rtrim(user_account.name) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn char_length<E: Expression<Sql: IsText>>(text: E) -> Expr<<E::Sql as SqlType>::Like<Integer>, E::Refs> {
    length(text)
}

/// `ltrim(text)`: without blanks at the start.
pub fn ltrim<E: Expression<Sql: IsText>>(text: E) -> Expr<E::Sql, E::Refs> {
    named("ltrim", vec![text.node()])
}

/// `rtrim(text)`: without blanks at the end.
pub fn rtrim<E: Expression<Sql: IsText>>(text: E) -> Expr<E::Sql, E::Refs> {
    named("rtrim", vec![text.node()])
}

/// Where `part` is in a text, from 1; 0 if it is not there: `instr(text, part)`, `strpos(text, part)` on PostgreSQL.
pub fn position<E: Expression<Sql: IsText>, P: Operand<Text, Sql = S, Refs = R>, S: SqlType, R>(
    text: E,
    part: P,
) -> Expr<Lifted<E::Sql, S, Integer>, Both<E::Refs, R>> {
    Expr::new(plain(Function::IndexOf, vec![text.node(), part.operand()]))
}

/// The texts of all rows as one, with `separator` between two: `string_agg(text, ', ')`; `group_concat(text, ', ')` on
/// SQLite; `group_concat(text SEPARATOR ', ')` on MySQL, which stops after `group_concat_max_len` bytes. NULL if there
/// are no rows. [`order_by`](Aggregate::order_by) says in which order.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(func::string_agg(User.name, ", "));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT string_agg(user_account.name, $1) FROM user_account"
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT group_concat(user_account.name, ?) FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn string_agg<E: Expression<Sql: IsText, Refs: References<Parts: WindowFree<Kept = ()>>>>(
    text: E,
    separator: &'static str,
) -> Aggregate<Nullable<Text>, E::Refs> {
    let mut call: Call = aggregate::<Nullable<Text>, E::Refs>(Function::StringAgg, false, text.node()).into_call();
    call.arguments.push(Node::Bind(Value::Text(separator.to_owned())));
    Aggregate::new(call)
}
