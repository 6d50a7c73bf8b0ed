//! What a statement must be for a connection to run it.

use crate::driver::Cursor;
use crate::entity::LoadOptions;
use crate::entity::cells::RowContext;
use crate::error::Result;
use crate::sql::ast::Statement;
use crate::sql::columns::Columns;

/// A statement that a [`Connection`](crate::engine::Connection) can run. `M` is inferred and means nothing to a caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a statement that can be executed",
    label = "is not a statement",
    note = "SQL text goes through `text(\"…\")`"
)]
pub trait Executable<M> {
    /// What it answers: [`Rows`](crate::statement::Rows) or an [`Outcome`](crate::driver::Outcome).
    type Answer: Answer;
    /// What it answers in a [`Session`](crate::Session): the same, with handles in the place of entities.
    type Managed: Answer;

    /// The untyped tree.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the statement contradicts itself in a way that only shows at run time.
    fn ast(&self) -> Result<Statement<'_>>;

    /// What the answer needs to be made: a row decoder, or nothing.
    fn decoder(&self) -> <Self::Answer as Answer>::Decoder;

    /// The same in a [`Session`](crate::Session), where entities are decoded to handles.
    fn session_decoder(&self) -> <Self::Managed as Answer>::Decoder;

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
pub trait Returning<M>:
    Executable<M, Answer = crate::statement::Rows<Self::Row>, Managed = crate::statement::Rows<Self::ManagedRow>>
{
    /// One row.
    type Row;
    /// The first column of a row; the row itself if it has just one.
    type Scalar;
    /// One row in a session.
    type ManagedRow;
    /// The first column of a row in a session.
    type ManagedScalar;

    /// Takes the first column out of a row.
    fn scalar(row: Self::Row) -> Self::Scalar;

    /// Takes the first column out of a session's row.
    fn managed_scalar(row: Self::ManagedRow) -> Self::ManagedScalar;
}

/// What running a statement gives: implemented by [`Rows`](crate::statement::Rows) and [`Outcome`](crate::driver::Outcome).
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
