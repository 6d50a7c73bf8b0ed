//! Expressions.

use std::sync::Arc;

use realgar_metadata::SqlType;

use super::{Call, JsonPath, Over, Query};
use crate::sql::text_sql::TextSql;
use crate::sql::value::{Kind, Value};

/// An expression.
#[derive(Clone, PartialEq)]
pub enum Node {
    /// `source.name`.
    Column(ColumnRef),
    /// A value, always sent as a bind.
    Bind(Value),
    /// `*`, as in `count(*)`.
    Star,
    /// A constant of the language: `NULL`, `1`.
    Constant(&'static str),
    /// True or false; not all dialects have the words.
    Truth(bool),
    /// `NOT x`, `-x`.
    Unary(UnaryOperator, Arc<Self>),
    /// `a = b` and all other operators with two sides.
    Binary(BinaryOperator, Arc<[Self; 2]>),
    /// `a AND b AND c`, `a OR b OR c`. Never empty.
    Junction(Junction, Arc<[Self]>),
    /// `x IS NULL`, `x IS NOT NULL`.
    IsNull(Arc<Self>, Negated),
    /// `x BETWEEN low AND high`.
    Between(Arc<[Self; 3]>, Negated),
    /// `x IN (…)`.
    In(Arc<Self>, Arc<[Self]>, Negated),
    /// `x LIKE pattern ESCAPE '/'`.
    Like(Arc<Like>),
    /// `name(arguments)`.
    Call(Arc<Call>),
    /// `CAST(x AS type)`, of a value of this kind.
    Cast(Arc<Self>, Kind, SqlType),
    /// `CASE WHEN … END`.
    Case(Arc<Case>),
    /// `x COLLATE name`.
    Collate(Arc<Self>, &'static str),
    /// `x AS name` in a select list; its name or position where SQL allows it; `x` elsewhere.
    Label(&'static str, Arc<Self>),
    /// `EXISTS (SELECT …)`.
    Exists(Arc<Query>),
    /// `(SELECT …)`: one value.
    Scalar(Arc<Query>),
    /// `x IN (SELECT …)`.
    InQuery(Arc<Self>, Arc<Query>, Negated),
    /// `x = ANY (SELECT …)`, `x > ALL (SELECT …)`.
    Quantified(BinaryOperator, Arc<Self>, Quantifier, Arc<Query>),
    /// `x = ANY (array)`, `x > ALL (array)`.
    QuantifiedArray(BinaryOperator, Quantifier, Arc<[Self; 2]>),
    /// `f(x) OVER (…)`.
    Over(Arc<Over>),
    /// `(a, b)`.
    Row(Arc<[Self]>),
    /// A part of a JSON document.
    Json(Arc<JsonPath>),
    /// SQL text written by the user.
    Text(Arc<TextSql>),
}

/// How many rows of a subquery, or elements of an array, a comparison is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one.
    All,
}

/// Whether a predicate is negated: `IS NOT NULL`, `NOT IN`.
pub type Negated = bool;

/// A column of something that stands in FROM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnRef {
    /// The table's name or alias.
    pub source: &'static str,
    /// The column's name.
    pub name: &'static str,
}

/// Operators before an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// NOT.
    Not,
    /// `-`.
    Negate,
    /// `~`.
    BitNot,
}

/// AND or OR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Junction {
    /// AND.
    And,
    /// OR.
    Or,
}

/// Operators between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `IS DISTINCT FROM`
    IsDistinctFrom,
    /// `IS NOT DISTINCT FROM`
    IsNotDistinctFrom,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// Division that keeps the fraction, on integers too.
    Divide,
    /// Division of numbers that are not integers.
    DivideExact,
    /// Division of decimal numbers, which are integers on SQLite where they have no fraction.
    DivideNumeric,
    /// `%` of integers.
    Modulo,
    /// The rest of dividing floating point numbers.
    ModuloDouble,
    /// The rest of dividing decimal numbers.
    ModuloNumeric,
    /// `||`
    Concat,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `#` on PostgreSQL, `^` on MySQL.
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

/// LIKE in its forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// What is compared.
    pub subject: Node,
    /// With what.
    pub pattern: Node,
    /// The pattern is plain text, found at the start, at the end or anywhere; it is escaped already.
    pub anchors: Option<Anchors>,
    /// NOT LIKE.
    pub negated: Negated,
    /// Upper and lower case are the same.
    pub ignores_case: bool,
    /// What makes the next character of a pattern without `anchors` stand for itself. `None` if it has no such character.
    pub escape: Option<char>,
}

/// Where a plain text may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchors {
    /// `starts_with`
    Start,
    /// `ends_with`
    End,
    /// `contains`
    Anywhere,
}

/// CASE.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// `CASE x WHEN …`: what all branches are compared with; without it they are conditions.
    pub subject: Option<Node>,
    /// WHEN … THEN ….
    pub branches: Vec<[Node; 2]>,
    /// ELSE ….
    pub otherwise: Option<Node>,
}
