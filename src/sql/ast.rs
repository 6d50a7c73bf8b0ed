//! Statement trees. The typed layer builds them, the session may read and rewrite them, the renderer writes them.
//!
//! Nodes share their children ([`Arc`](std::sync::Arc)), so an expression that is used twice is not copied.

mod data;
mod debug;
mod depth;
mod expression;
mod function;
mod grouping;
mod json;
mod lock;
mod rename;
mod select;
mod table_call;
mod window;

pub(crate) use depth::{MAX_DEPTH, MAX_NESTED, too_deep};
pub use expression::{
    Anchors, BinaryOperator, Case, ColumnRef, Junction, Like, Negated, Node, Quantifier, UnaryOperator,
};
pub use function::{Call, DateUnit, Field, Function, IntervalUnit, MatchMode};
pub use grouping::{GroupingElement, GroupingKind};
pub use json::{JsonPath, JsonStep};
pub use lock::{Lock, LockStrength, LockWait};
pub use select::{
    Compound, Cte, FromItem, Join, JoinKind, NestedJoin, Nulls, OrderKey, Query, Select, SelectItem, SetOperator,
    TableRef,
};
pub use table_call::{TableCall, TableFunction};
pub use window::{Bound, Exclude, Frame, FrameUnit, NamedWindow, Over, OverWindow, Window};

use super::prepared::Prepared;
use super::text_sql::TextSql;

pub use data::{Conflict, ConflictAction, ConflictTarget, Delete, Insert, InsertSelect, Update, Write};

/// Any statement, borrowed from its builder.
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
    /// SQL text written by the user.
    Text(&'a TextSql),
    /// A query that is rendered once, and the values of this run.
    Prepared(Prepared<'a>),
}
