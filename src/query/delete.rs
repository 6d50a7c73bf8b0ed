//! DELETE.

use super::returning::Writes;
use super::scope::{Inner, Mark};
use super::update::{Filtered, SaysWhichRows, Unfiltered};
use super::{Condition, Returning, Selection, Table, TableSource};
use crate::engine::{Executable, Outcome};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement};
use crate::sql::compiled::Compiled;

/// A DELETE from table `T`.
pub struct Delete<T, Rows = Unfiltered> {
    ast: ast::Delete,
    mark: Mark<(T, Rows)>,
}

/// `DELETE FROM table`. Needs [`filter`](Delete::filter) or [`all_rows`](Delete::all_rows).
pub fn delete<C: super::EntityColumns<Source: Table>>(_table: C) -> Delete<C::Source> {
    Delete::new(ast::Delete {
        table: <C::Source as Table>::table_ref(),
        filter: Vec::new(),
        all_rows: false,
        returning: Vec::new(),
    })
}

impl<T, Rows> Delete<T, Rows> {
    const fn new(ast: ast::Delete) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    /// `WHERE condition`; several are joined by AND. `None` adds nothing; a statement whose conditions all turn out to
    /// be `None` is refused when it is executed.
    pub fn filter<C: Condition<(Inner<T>, ()), I>, I>(mut self, condition: C) -> Delete<T, Filtered> {
        self.ast.filter.extend(condition.into_node());
        Delete::new(self.ast)
    }

    /// Every row is meant.
    pub fn all_rows(mut self) -> Delete<T, Filtered> {
        self.ast.all_rows = true;
        Delete::new(self.ast)
    }
}

impl<T> Delete<T, Filtered> {
    /// `RETURNING columns` of the rows as they were. Not on MySQL.
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

impl<T> Writes for Delete<T, Filtered> {
    fn tree(&self) -> Statement<'_> {
        Statement::Delete(&self.ast)
    }
}

impl<T: TableSource, Rows: SaysWhichRows> Executable<()> for Delete<T, Rows> {
    type Answer = Outcome;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Delete(&self.ast))
    }

    fn decoder(&self) {}
}

impl<T, Rows> Clone for Delete<T, Rows> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<T, Rows> std::fmt::Debug for Delete<T, Rows> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}
