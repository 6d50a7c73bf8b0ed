//! Statement trees that write: INSERT, UPDATE and DELETE.

use super::{Join, Node, Query, SelectItem, Statement, TableRef};
use crate::sql::value::Value;

/// INSERT.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// Into which table.
    pub table: TableRef,
    /// All columns of the table; rows name theirs by position.
    pub columns: &'static [&'static str],
    /// The rows: for each, the columns that have a value. All rows of one statement have the same columns.
    pub rows: Vec<Vec<(u16, Value)>>,
    /// The query whose rows are inserted; then `rows` is empty.
    pub from_select: Option<Box<InsertSelect>>,
    /// ON CONFLICT.
    pub conflict: Option<Box<Conflict>>,
    /// RETURNING.
    pub returning: Vec<SelectItem>,
}

/// `(columns) SELECT …`.
#[derive(Clone, Debug, PartialEq)]
pub struct InsertSelect {
    /// The columns that get the query's columns.
    pub columns: Vec<&'static str>,
    /// The query.
    pub query: Query,
}

/// What happens to a row that violates a unique key.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Which key.
    pub target: ConflictTarget,
    /// The condition of that key's index: all of these.
    pub index_filter: Vec<Node>,
    /// A column that can be set to itself, which is how MySQL does nothing.
    pub own: &'static str,
    /// What is done.
    pub action: ConflictAction,
}

/// Which unique key a conflict is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictTarget {
    /// Any.
    Any,
    /// The one of these columns.
    Columns(Vec<&'static str>),
    /// The constraint of this name.
    Constraint(&'static str),
}

/// What is done instead of inserting.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictAction {
    /// DO NOTHING.
    Nothing,
    /// DO UPDATE.
    Update {
        /// SET.
        assignments: Vec<(&'static str, Node)>,
        /// WHERE: all of these.
        filter: Vec<Node>,
    },
}

/// UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Which table.
    pub table: TableRef,
    /// SET.
    pub assignments: Vec<(&'static str, Node)>,
    /// Other tables, each with the condition that joins it.
    pub others: Vec<Join>,
    /// WHERE: all of these.
    pub filter: Vec<Node>,
    /// The statement applies to every row, so an empty WHERE is not a mistake.
    pub all_rows: bool,
    /// RETURNING.
    pub returning: Vec<SelectItem>,
}

/// DELETE.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// From which table.
    pub table: TableRef,
    /// Other tables, each with the condition that joins it.
    pub others: Vec<Join>,
    /// WHERE: all of these.
    pub filter: Vec<Node>,
    /// The statement applies to every row, so an empty WHERE is not a mistake.
    pub all_rows: bool,
    /// RETURNING.
    pub returning: Vec<SelectItem>,
}

/// A statement that writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// INSERT.
    Insert(Insert),
    /// UPDATE.
    Update(Update),
    /// DELETE.
    Delete(Delete),
}

impl Write {
    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> Statement<'_> {
        match self {
            Self::Insert(insert) => Statement::Insert(insert),
            Self::Update(update) => Statement::Update(update),
            Self::Delete(delete) => Statement::Delete(delete),
        }
    }

    /// What RETURNING says.
    #[must_use]
    pub const fn returning(&self) -> &Vec<SelectItem> {
        match self {
            Self::Insert(insert) => &insert.returning,
            Self::Update(update) => &update.returning,
            Self::Delete(delete) => &delete.returning,
        }
    }

    pub(crate) const fn returning_mut(&mut self) -> &mut Vec<SelectItem> {
        match self {
            Self::Insert(insert) => &mut insert.returning,
            Self::Update(update) => &mut update.returning,
            Self::Delete(delete) => &mut delete.returning,
        }
    }
}
