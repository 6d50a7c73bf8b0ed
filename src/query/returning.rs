//! INSERT, UPDATE and DELETE … RETURNING.

use super::RowIn;
use super::scope::{Inner, Mark};
use crate::engine::{Executable, Returning as ReturningStatement, Rows};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::Statement;
use crate::sql::compiled::Compiled;
use crate::types::cells::Decoder;

/// Statement `W` on table `T` that returns select list `Sel` of the rows it wrote.
pub struct Returning<W, T, Sel> {
    statement: W,
    mark: Mark<(T, Sel)>,
}

/// A statement that writes, as a tree.
pub trait Writes {
    /// The untyped tree.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the statement contradicts itself in a way that only shows at run time.
    fn tree(&self) -> Result<Statement<'_>>;
}

impl<W: Writes, T, Sel> Returning<W, T, Sel> {
    pub(super) const fn new(statement: W) -> Self {
        Self { statement, mark: std::marker::PhantomData }
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.statement.tree()?, dialect)
    }
}

impl<W: std::fmt::Debug, T, Sel> std::fmt::Debug for Returning<W, T, Sel> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.statement.fmt(f)
    }
}

impl<W: Writes, T, Sel: RowIn<(Inner<T>, ()), I>, I> Executable<I> for Returning<W, T, Sel> {
    type Answer = Rows<Sel::Row>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.statement.tree()
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }
}

impl<W: Writes, T, Sel: RowIn<(Inner<T>, ()), I>, I> ReturningStatement<I> for Returning<W, T, Sel> {
    type Row = Sel::Row;
    type Scalar = Sel::Scalar;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }
}
