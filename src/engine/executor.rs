//! A connection as one of the things that run statements.

use super::Connection;
use super::connection::refuse_options;
use crate::entity::cells::Decoder;
use crate::entity::{AsRows, LoadOptions};
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::sql::ast::Statement;
use crate::statement::{Answer, Executable, Executor};

impl Executor for Connection {
    type Mode = AsRows;

    fn dialect(&self) -> Dialect {
        self.dialect()
    }

    fn execute<S: Executable<I, AsRows, Answer = A>, I, A: Answer>(&mut self, statement: S) -> Result<A> {
        self.execute(statement)
    }

    fn first_row<R>(
        &mut self,
        statement: Statement<'_>,
        options: Option<&LoadOptions>,
        decoder: Decoder<R>,
    ) -> Result<Option<R>> {
        refuse_options(options)?;
        self.first_row(statement, decoder, None)
    }

    fn begin_nested<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.begin_nested(work)
    }
}
