//! UPDATE.

use super::returning::Writes;
use super::scope::{Inner, Mark, RefsIn, RowWise};
use super::{Assignable, Column, Condition, Operand, Returning, Selection, Table, TableSource};
use crate::engine::{Executable, Outcome};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement};
use crate::sql::compiled::Compiled;
use crate::types::SqlType;

/// No condition was given yet.
#[derive(Clone, Copy, Debug)]
pub struct Unfiltered;

/// A condition was given, or `.all_rows()`.
#[derive(Clone, Copy, Debug)]
pub struct Filtered;

/// A statement that says which rows it touches.
#[diagnostic::on_unimplemented(
    message = "this UPDATE or DELETE has no condition and would touch every row",
    label = "no `.filter(…)`",
    note = "add `.filter(condition)`, or `.all_rows()` if every row is meant"
)]
pub trait SaysWhichRows {}

impl SaysWhichRows for Filtered {}

/// An UPDATE of table `T`.
pub struct Update<T, Rows = Unfiltered> {
    ast: ast::Update,
    mark: Mark<(T, Rows)>,
}

/// `UPDATE table SET …`. Needs [`filter`](Update::filter) or [`all_rows`](Update::all_rows).
pub fn update<C: super::EntityColumns<Source: Table>>(_table: C) -> Update<C::Source> {
    Update::new(ast::Update {
        table: <C::Source as Table>::table_ref(),
        assignments: Vec::new(),
        filter: Vec::new(),
        all_rows: false,
        returning: Vec::new(),
    })
}

impl<T, Rows> Update<T, Rows> {
    const fn new(ast: ast::Update) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    /// `SET column = value`: a Rust value or an expression over the table's columns.
    #[must_use]
    pub fn set<Sql: SqlType, Id, V, I>(mut self, column: Column<T, Sql, Id>, value: V) -> Self
    where
        V: Operand<Sql::Base, Refs: RefsIn<(Inner<T>, ()), I> + RowWise>,
        <V::Sql as SqlType>::Nullness: Assignable<Sql::Nullness>,
    {
        self.ast.assignments.push((column.name(), value.operand()));
        self
    }

    /// `WHERE condition`; several are joined by AND. `None` adds nothing; a statement whose conditions all turn out to
    /// be `None` is refused when it is executed.
    pub fn filter<C: Condition<(Inner<T>, ()), I>, I>(mut self, condition: C) -> Update<T, Filtered> {
        self.ast.filter.extend(condition.into_node());
        Update::new(self.ast)
    }

    /// Every row is meant.
    pub fn all_rows(mut self) -> Update<T, Filtered> {
        self.ast.all_rows = true;
        Update::new(self.ast)
    }
}

impl<T> Update<T, Filtered> {
    /// `RETURNING columns` of the rows as they are afterwards. Not on MySQL.
    pub fn returning<Sel: Selection>(mut self, columns: Sel) -> Returning<Self, T, Sel> {
        columns.push(&mut self.ast.returning);
        Returning::new(self)
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.tree(), dialect)
    }
}

impl<T> Writes for Update<T, Filtered> {
    fn tree(&self) -> Statement<'_> {
        Statement::Update(&self.ast)
    }
}

impl<T: TableSource, Rows: SaysWhichRows> Executable<()> for Update<T, Rows> {
    type Answer = Outcome;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Update(&self.ast))
    }

    fn decoder(&self) {}
}

impl<T, Rows> Clone for Update<T, Rows> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<T, Rows> std::fmt::Debug for Update<T, Rows> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}
