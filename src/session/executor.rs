//! A session as one of the things that run statements.

use super::Session;
use crate::entity::cells::Decoder;
use crate::entity::{AsInstances, LoadOptions};
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::sql::ast::Statement;
use crate::statement::{Answer, Executable, Executor, Rows};

impl Executor for Session {
    type Mode = AsInstances;

    fn dialect(&self) -> Dialect {
        self.engine().dialect()
    }

    fn execute<S: Executable<I, AsInstances, Answer = A>, I, A: Answer>(&mut self, statement: S) -> Result<A> {
        self.execute(statement)
    }

    fn first_row<R>(
        &mut self,
        statement: Statement<'_>,
        options: Option<&LoadOptions>,
        decoder: Decoder<R>,
    ) -> Result<Option<R>> {
        self.autoflush()?;
        if options.is_some() {
            // A row is complete when all that was joined to it was read.
            let rows: Rows<R> = self.loader().execute(statement, options, decoder)?;
            return Ok(rows.first());
        }
        self.loader().first_row(statement, decoder)
    }

    fn begin_nested<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.begin_nested(work)
    }
}
