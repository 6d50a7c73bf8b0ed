//! Runs statements with the parts of a session that they need: rows become instances, and instances follow writes.

use crate::engine::{Connection, Intent, Stream};
use crate::entity::LoadOptions;
use crate::entity::cells::{Decoder, RowContext};
use crate::error::{Error, ErrorKind, Result};
use crate::session::loading::eager::streamed;
use crate::session::loading::eager_rows::EagerLoader;
use crate::session::loading::loader::Loader;
use crate::session::loading::rows::{LoadMode, Recorder, RowLoader};
use crate::session::statements::synchronize::{insert, write_rows};
use crate::sql::ast::Statement;
use crate::statement::executable::Answer;

impl<'s> Loader<'s> {
    /// Runs a statement of the program.
    pub(crate) fn execute<A: Answer>(
        &mut self,
        statement: Statement<'_>,
        options: Option<&LoadOptions>,
        decoder: A::Decoder,
    ) -> Result<A> {
        if self.note(statement) == Intent::Writes {
            return self.write(statement, decoder);
        }
        let Some(options) = options else {
            let (connection, mut rows) = self.for_rows(LoadMode::Keep)?;
            return connection.answer(statement, decoder, Some(&mut rows));
        };
        let run = |connection: &mut Connection, statement: Statement<'_>, context: &mut dyn RowContext| {
            connection.answer::<A>(statement, decoder, Some(context))
        };
        let (mut answer, columns) = self.run_with_options(statement, options, run)?;
        answer.rename(columns);
        Ok(answer)
    }

    /// Runs a query of the program and keeps its first row only.
    pub(crate) fn first_row<R>(&mut self, statement: Statement<'_>, decoder: Decoder<R>) -> Result<Option<R>> {
        if self.note(statement) == Intent::Writes {
            return Ok(self.write::<crate::statement::Rows<R>>(statement, decoder)?.first());
        }
        let (connection, mut rows) = self.for_rows(LoadMode::Keep)?;
        connection.first_row(statement, decoder, Some(&mut rows))
    }

    /// Runs a query of the program whose rows come one by one.
    pub(crate) fn stream<R>(
        self,
        statement: Statement<'_>,
        options: Option<&LoadOptions>,
        decoder: Decoder<R>,
    ) -> Result<Stream<'s, R>> {
        let mut this = self;
        this.note(statement);
        let Self { transaction, identity_map, journal, .. } = this;
        let mode = LoadMode::populate_existing_if(options.is_some_and(|options| options.populate_existing));
        let loader = RowLoader::new(identity_map, mode, Recorder::Query(journal));
        let Some(options) = options else {
            return transaction.connection()?.stream_in(statement, decoder, Some(Box::new(loader)));
        };
        let (select, rows, columns) = streamed(statement, options)?;
        let context = Box::new(EagerLoader { loader, rows });
        let stream = transaction.connection()?.stream_in(Statement::Select(&select), decoder, Some(context))?;
        Ok(stream.renamed(columns))
    }

    /// Notes that a statement of the program may have written or locked something.
    fn note(&mut self, statement: Statement<'_>) -> Intent {
        self.journal.untracked.note(statement);
        self.transaction.note(statement)
    }

    /// Runs a statement that writes, and lets the instances follow.
    fn write<A: Answer>(&mut self, statement: Statement<'_>, decoder: A::Decoder) -> Result<A> {
        if let Statement::Insert(statement) = statement {
            return insert(self, statement, decoder);
        }
        let mut answer = A::nothing();
        write_rows(self, statement, &mut |cursor, columns, context| {
            answer = A::receive(cursor, columns, decoder, Some(context))?;
            Ok(())
        })?;
        Ok(answer)
    }
}

/// Refuses to stream a statement that writes.
pub(crate) fn refuse_writes(statement: Statement<'_>) -> Result<()> {
    if Intent::of(statement) != Intent::Writes {
        return Ok(());
    }
    let message = "a session has to see all rows that a statement writes: `execute` it instead of streaming";
    Err(Error::new(ErrorKind::InvalidRequest, message))
}
