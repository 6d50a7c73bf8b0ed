//! SELECT, and what stands in it.

use std::sync::Arc;

use super::{ColumnRef, GroupingElement, Lock, MAX_NESTED, Node, TableCall, Write};
use crate::sql::value::Value;

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
    /// GROUP BY: all keys, those of ROLLUP and its relatives, too.
    pub group_by: Vec<Node>,
    /// Which of these keys stand in ROLLUP, CUBE and GROUPING SETS, in order.
    pub grouping: Vec<GroupingElement>,
    /// Whether GROUP BY has a computed key, so that what is grouped is checked when the statement is rendered.
    pub has_computed_key: bool,
    /// Columns of HAVING and ORDER BY that stood there before GROUP BY, and that it does not group.
    pub ungrouped: Vec<ColumnRef>,
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
#[allow(clippy::large_enum_variant, reason = "nearly all are SELECTs, and a box would be an allocation for each")]
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

impl Select {
    /// Whether it has a GROUP BY.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        !self.group_by.is_empty() || !self.grouping.is_empty()
    }
}

impl Compound {
    /// Two queries as one. Beyond a depth that no database takes, the queries are dropped and rendering is refused.
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
    /// Whether it has LIMIT or OFFSET.
    pub(crate) const fn is_limited(&self) -> bool {
        match self {
            Self::Select(select) => select.limit.is_some() || select.offset.is_some(),
            Self::Compound(compound) => compound.limit.is_some() || compound.offset.is_some(),
            Self::Write(_) => false,
        }
    }

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
    /// `(a JOIN b ON …)`: joins that are made before those around them.
    Nested(Arc<NestedJoin>),
    /// `function(arguments) AS alias (columns)`.
    Function(Arc<TableCall>, &'static str),
}

impl FromItem {
    /// Calls `visit` with each name by which columns of this item are qualified.
    pub(crate) fn for_each_name(&self, visit: &mut dyn FnMut(&'static str)) {
        match self {
            Self::Table(table) => visit(table.name),
            Self::Alias(_, name)
            | Self::Derived(_, name, _)
            | Self::Values(_, name, _)
            | Self::Cte(_, Some(name))
            | Self::Function(_, name)
            | Self::Itself(name) => visit(name),
            Self::Cte(cte, None) => visit(cte.name),
            Self::Nested(nested) => nested.items().for_each(|item| item.for_each_name(visit)),
        }
    }
}

/// Joins in parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedJoin {
    /// What is joined to.
    pub first: FromItem,
    /// The joins, in order.
    pub joins: Vec<Join>,
}

impl NestedJoin {
    /// `(first JOIN second ON on)`.
    pub(crate) fn inner(first: FromItem, second: FromItem, on: Node) -> FromItem {
        let join = Join { kind: JoinKind::Inner, item: second, on: Some(on) };
        FromItem::Nested(Arc::new(Self { first, joins: vec![join] }))
    }

    /// All that is joined.
    pub(crate) fn items(&self) -> impl Iterator<Item = &FromItem> {
        std::iter::once(&self.first).chain(self.joins.iter().map(|join| &join.item))
    }
}

/// A table by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// Where NULLs go, if the key says so.
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

impl OrderKey {
    /// Ascending, NULLs where the database puts them.
    #[must_use]
    pub const fn ascending(node: Node) -> Self {
        Self { node, descending: false, nulls: None }
    }
}
