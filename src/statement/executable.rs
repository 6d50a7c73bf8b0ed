//! What a statement must be for a connection to run it.

use crate::driver::Cursor;
use crate::entity::cells::RowContext;
use crate::entity::{AsRows, LoadOptions};
use crate::error::Result;
use crate::sql::ast::Statement;
use crate::sql::columns::Columns;
use crate::statement::Rows;

/// A statement that a [`Connection`](crate::engine::Connection) can run or, in another [`Mode`](crate::entity::Mode) `M`,
/// a [`Session`](crate::Session). `I` is inferred and means nothing to a caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a statement that can be executed",
    label = "is not a statement",
    note = "SQL text goes through `text(\"…\")`"
)]
pub trait Executable<I, M = AsRows> {
    /// What it answers: [`Rows`] or an [`Outcome`](crate::driver::Outcome).
    type Answer: Answer;

    /// The untyped tree.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the statement contradicts itself in a way that only shows at run time.
    fn ast(&self) -> Result<Statement<'_>>;

    /// What the answer needs to be made: a row decoder, or nothing.
    fn decoder(&self) -> <Self::Answer as Answer>::Decoder;

    /// What a session is asked to do along with the statement.
    fn options(&self) -> Option<&LoadOptions> {
        None
    }
}

/// A statement that returns rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` returns no rows",
    label = "returns no rows",
    note = "a statement that writes returns rows after `.returning(…)`"
)]
pub trait Returning<I, M = AsRows>: Executable<I, M, Answer = Rows<Self::Row>> {
    /// One row.
    type Row;
    /// The first column of a row; the row itself if it has just one.
    type Scalar;

    /// Takes the first column out of a row.
    fn scalar(row: Self::Row) -> Self::Scalar;
}

/// What running a statement gives: implemented by [`Rows`] and [`Outcome`](crate::driver::Outcome).
pub trait Answer: Sized {
    /// What it takes to make it.
    type Decoder: Copy;

    /// Takes all rows, or the count of them.
    fn receive(
        cursor: &mut dyn Cursor,
        columns: Columns,
        decoder: Self::Decoder,
        context: Option<&mut dyn RowContext>,
    ) -> Result<Self>;

    /// The answer of a statement that had nothing to do.
    fn nothing() -> Self;

    /// Gives the columns other names: those of the statement that was asked, if another one was run for it.
    fn rename(&mut self, columns: Columns);

    /// Adds the answer of the next part of a statement that is run in parts.
    fn append(&mut self, next: Self);
}
