//! Statement trees. The typed layer builds them, the session may read and rewrite them, the renderer writes them.
//!
//! Nodes share their children ([`Arc`]), so an expression that is used twice is not copied.

mod data;
mod debug;
mod depth;
mod function;
mod json;
mod lock;
mod rename;
mod window;

use std::sync::Arc;

use realgar_metadata::SqlType;

pub(crate) use depth::{MAX_DEPTH, MAX_NESTED, too_deep};
pub use function::{Call, DateUnit, Field, Function, IntervalUnit};
pub use json::{JsonPath, JsonStep};
pub use lock::{Lock, LockStrength, LockWait};
pub use window::{Bound, Exclude, Frame, FrameUnit, NamedWindow, Over, OverWindow, Window};

use super::text_sql::TextSql;
use super::value::Value;

pub use data::{Conflict, ConflictAction, ConflictTarget, Delete, Insert, InsertSelect, Update, Write};

/// Any statement, borrowed from whoever built it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statement<'a> {
    /// SELECT.
    Select(&'a Select),
    /// Several SELECTs as one: UNION and its relatives.
    Compound(&'a Compound),
    /// INSERT.
    Insert(&'a Insert),
    /// UPDATE.
    Update(&'a Update),
    /// DELETE.
    Delete(&'a Delete),
    /// SQL text of the user's.
    Text(&'a TextSql),
}

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
    /// `CAST(x AS type)`.
    Cast(Arc<Self>, SqlType),
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
    /// `f(x) OVER (…)`.
    Over(Arc<Over>),
    /// `(a, b)`.
    Row(Arc<[Self]>),
    /// A part of a JSON document.
    Json(Arc<JsonPath>),
    /// SQL text of the user's.
    Text(Arc<TextSql>),
}

/// How many rows of a subquery a comparison is for.
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
    /// Division of numbers that are no integers.
    DivideExact,
    /// Division of decimal numbers, which are integers on SQLite where they have no fraction.
    DivideNumeric,
    /// `%`
    Modulo,
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

/// SELECT.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// The select list.
    pub columns: Vec<SelectItem>,
    /// SELECT DISTINCT.
    pub distinct: bool,
    /// DISTINCT ON these.
    pub distinct_on: Vec<Node>,
    /// FROM.
    pub from: Option<FromItem>,
    /// JOIN, in order.
    pub joins: Vec<Join>,
    /// WHERE: all of these.
    pub filter: Vec<Node>,
    /// GROUP BY.
    pub group_by: Vec<Node>,
    /// HAVING: all of these.
    pub having: Vec<Node>,
    /// ORDER BY.
    pub order_by: Vec<OrderKey>,
    /// LIMIT.
    pub limit: Option<Value>,
    /// OFFSET.
    pub offset: Option<Value>,
    /// FOR UPDATE, FOR SHARE.
    pub lock: Option<Box<Lock>>,
    /// A session loads something along with it, so that it cannot stand inside of another statement.
    pub has_options: bool,
}

/// SELECT, or several as one.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// One.
    Select(Select),
    /// Several.
    Compound(Compound),
    /// INSERT, UPDATE or DELETE with RETURNING, inside WITH.
    Write(Box<Write>),
}

/// Several SELECTs as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Compound {
    /// The first one, which names the columns.
    pub first: Box<Query>,
    /// The others, each with the operator before it.
    pub rest: Vec<(SetOperator, Query)>,
    /// ORDER BY, by the names of the first one's columns.
    pub order_by: Vec<OrderKey>,
    /// LIMIT.
    pub limit: Option<Value>,
    /// OFFSET.
    pub offset: Option<Value>,
    /// How many set operations are nested in each other here.
    pub depth: u32,
}

impl Compound {
    /// Two queries as one. Beyond a depth that no database takes, the queries are let go, and rendering is refused.
    #[must_use]
    pub fn new(first: Query, operator: SetOperator, second: Query) -> Self {
        let depth = 1 + first.depth().max(second.depth());
        let (first, rest) = if depth > MAX_NESTED {
            (Query::Select(Select::default()), Vec::new())
        } else {
            (first, vec![(operator, second)])
        };
        Self { first: Box::new(first), rest, order_by: Vec::new(), limit: None, offset: None, depth }
    }

    /// Adds one more query.
    pub fn push(&mut self, operator: SetOperator, query: Query) {
        self.depth = self.depth.max(1 + query.depth());
        if self.depth <= MAX_NESTED {
            self.rest.push((operator, query));
        }
    }
}

impl Query {
    /// How many set operations are nested in each other.
    const fn depth(&self) -> u32 {
        match self {
            Self::Select(_) | Self::Write(_) => 0,
            Self::Compound(compound) => compound.depth,
        }
    }
}

/// What makes one result of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// UNION.
    Union,
    /// UNION ALL.
    UnionAll,
    /// INTERSECT.
    Intersect,
    /// EXCEPT.
    Except,
}

/// A common table expression: `WITH name AS (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: &'static str,
    /// Its query.
    pub query: Query,
    /// For a recursive one: the names of its columns.
    pub recursive: Option<Vec<&'static str>>,
}

/// One item of a select list.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectItem {
    /// An expression.
    Expression(Node),
    /// All columns of an entity, in the order of its table.
    Entity {
        /// The table's name or alias.
        source: &'static str,
        /// The columns' names.
        columns: &'static [&'static str],
    },
}

/// Something that stands in FROM.
#[derive(Clone, Debug, PartialEq)]
pub enum FromItem {
    /// A table.
    Table(TableRef),
    /// `table AS alias`.
    Alias(TableRef, &'static str),
    /// `(SELECT …) AS alias`, LATERAL or not.
    Derived(Arc<Query>, &'static str, bool),
    /// `(VALUES …) AS alias (columns)`: at least one row, all of the same length.
    Values(Arc<Vec<Vec<Node>>>, &'static str, Arc<[&'static str]>),
    /// A common table expression, by its name, or `name AS alias`.
    Cte(Arc<Cte>, Option<&'static str>),
    /// The common table expression that is being defined, inside itself.
    Itself(&'static str),
    /// `(association AS alias JOIN target ON …)`: what a many-to-many relationship joins.
    Nested(Arc<[Self; 2]>, Arc<Node>),
}

/// A table by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRef {
    /// The schema it lives in.
    pub schema: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
}

/// A join.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Which kind.
    pub kind: JoinKind,
    /// What is joined.
    pub item: FromItem,
    /// ON; none for CROSS JOIN.
    pub on: Option<Node>,
}

/// The kinds of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// JOIN.
    Inner,
    /// LEFT OUTER JOIN.
    Left,
    /// RIGHT OUTER JOIN.
    Right,
    /// FULL OUTER JOIN.
    Full,
    /// CROSS JOIN.
    Cross,
}

/// One key of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderKey {
    /// What is compared.
    pub node: Node,
    /// DESC.
    pub descending: bool,
    /// Where NULLs go, if that is said.
    pub nulls: Option<Nulls>,
}

/// Where NULLs go in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// NULLS FIRST.
    First,
    /// NULLS LAST.
    Last,
}
