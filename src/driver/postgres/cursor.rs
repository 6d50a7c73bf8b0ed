//! The rows of a running statement, and the portions of a stream.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use futures_util::Stream as _;
use tokio_postgres::{Row, RowStream, Statement};

use super::cells::{self, Bytes};
use super::connection::Link;
use super::words::Sort;
use super::{errors, spelling};
use crate::driver::{Cursor, Outcome};
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};
use crate::types::cells::RowCells;

/// How many rows are taken over at a time, if as many have arrived.
const BUFFERED: usize = 64;

/// How many rows the server is asked for at a time while a stream is read.
pub(super) const PORTION: usize = 1_000;

/// What the server answers a statement, as it arrives.
pub(super) struct Arriving {
    stream: Pin<Box<RowStream>>,
    rows: VecDeque<Row>,
    is_done: bool,
    /// Told when the rows before it are read.
    error: Option<tokio_postgres::Error>,
}

impl Arriving {
    pub(super) fn new(stream: RowStream) -> Self {
        Self { stream: Box::pin(stream), rows: VecDeque::new(), is_done: false, error: None }
    }

    /// Waits for rows, and takes those that are there.
    pub(super) async fn fill(&mut self) {
        let (stream, rows) = (&mut self.stream, &mut self.rows);
        let end = poll_fn(|context| {
            while rows.len() < BUFFERED {
                match stream.as_mut().poll_next(context) {
                    Poll::Ready(Some(Ok(row))) => rows.push_back(row),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(None) => return Poll::Ready(Some(Ok(()))),
                    Poll::Pending if rows.is_empty() => return Poll::Pending,
                    Poll::Pending => break,
                }
            }
            Poll::Ready(None)
        });
        match end.await {
            Some(Ok(())) => self.is_done = true,
            Some(Err(error)) => {
                self.is_done = true;
                self.error = Some(error);
            }
            None => {}
        }
    }

    /// Whether nothing follows what was read.
    fn is_read(&self) -> bool {
        self.is_done && self.rows.is_empty() && self.error.is_none()
    }
}

/// Rows of a running statement. Dropped before its end, it reads the rest, to know what became of the transaction.
pub(super) struct Running<'c> {
    link: &'c mut Link,
    arriving: Arriving,
    statement: Statement,
    /// The columns whose cells cannot be read where they lie.
    made: Vec<usize>,
    sort: Sort,
    was_prepared: bool,
    row: Option<Cells>,
    /// What asks for the next portion, and how many rows of the last one have come.
    portions: Option<(Statement, usize)>,
}

impl<'c> Running<'c> {
    pub(super) fn new(
        link: &'c mut Link,
        arriving: Arriving,
        statement: Statement,
        sort: Sort,
        was_prepared: bool,
    ) -> Self {
        let columns = statement.columns().iter().enumerate();
        let made = columns.filter(|(_, column)| cells::is_spelled(column.type_())).map(|(at, _)| at).collect();
        Self { link, arriving, statement, made, sort, was_prepared, row: None, portions: None }
    }

    /// The rows come by portions of a cursor of the server's.
    pub(super) fn by_portions(mut self) -> Self {
        self.portions = Some((self.statement.clone(), 0));
        self
    }

    /// Reads what is left.
    ///
    /// # Errors
    ///
    /// What the server reports meanwhile.
    pub(super) fn finish(&mut self) -> Result<()> {
        let result = loop {
            self.arriving.rows.clear();
            if let Some(error) = self.arriving.error.take() {
                break Err(self.failed(error));
            }
            if self.arriving.is_done {
                break Ok(());
            }
            self.link.runtime().block_on(self.arriving.fill());
        };
        if self.portions.take().is_some() && result.is_ok() {
            return self.link.close_stream();
        }
        result
    }

    fn failed(&mut self, error: tokio_postgres::Error) -> Error {
        self.portions = None;
        self.link.failed(errors::convert(error))
    }

    fn next_row(&mut self) -> Result<Option<Row>> {
        loop {
            if let Some(row) = self.arriving.rows.pop_front() {
                if let Some((_, count)) = &mut self.portions {
                    *count += 1;
                }
                return Ok(Some(row));
            }
            if let Some(error) = self.arriving.error.take() {
                return Err(self.failed(error));
            }
            if self.arriving.is_done {
                match &mut self.portions {
                    Some((fetch, count)) if *count == PORTION => {
                        *count = 0;
                        let stream = self.link.runtime().block_on(self.link.client().query_raw(&*fetch, NOTHING));
                        match stream {
                            Ok(stream) => self.arriving = Arriving::new(stream),
                            Err(error) => return Err(self.failed(error)),
                        }
                    }
                    _ => return Ok(None),
                }
            }
            self.link.runtime().block_on(self.arriving.fill());
        }
    }
}

/// No parameters.
pub(super) const NOTHING: [&(dyn tokio_postgres::types::ToSql + Sync); 0] = [];

impl Cursor for Running<'_> {
    fn columns(&self) -> Vec<String> {
        self.statement.columns().iter().map(|column| column.name().to_owned()).collect()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        self.row = None;
        let Some(row) = self.next_row()? else { return Ok(None) };
        let made = self.made.iter().map(|at| Cells::make(&row, *at)).collect::<Result<_>>()?;
        Ok(Some(self.row.insert(Cells { row, made })))
    }

    fn outcome(&self) -> Outcome {
        // The server counts rows that were read, too.
        let counts = self.sort == Sort::Writes || self.statement.columns().is_empty();
        let rows = if counts { self.arriving.stream.rows_affected().unwrap_or_default() } else { 0 };
        Outcome::new(rows, None)
    }

    fn was_prepared(&self) -> Option<bool> {
        Some(self.was_prepared)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.arriving.is_read() || self.portions.is_some() {
            // Whoever does not read on does not want to hear of it; the transaction's status tells.
            let _ = self.finish();
        }
    }
}

/// One row, with what has to be made of those cells that cannot be read where they lie.
struct Cells {
    row: Row,
    /// By position, for the columns that are made.
    made: Vec<(usize, Made)>,
}

/// A cell of a type for which no value of ours stands, or an array.
pub(super) enum Made {
    Null,
    Text(String),
    Array(&'static Kind, Vec<Value>),
}

impl Cells {
    fn make(row: &Row, at: usize) -> Result<(usize, Made)> {
        let Bytes(raw) = row.try_get(at).map_err(errors::convert)?;
        let ty = row.columns()[at].type_();
        let made = match raw {
            None => Made::Null,
            Some(raw) => match cells::elements(ty, raw)? {
                Some((kind, elements)) => Made::Array(kind, elements),
                None => Made::Text(spelling::spell(ty, raw)?),
            },
        };
        Ok((at, made))
    }
}

impl RowCells for Cells {
    fn len(&self) -> usize {
        self.row.len()
    }

    fn name(&self, index: usize) -> &str {
        self.row.columns().get(index).map_or("", |column| column.name())
    }

    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        if !self.made.is_empty()
            && let Ok(found) = self.made.binary_search_by_key(&index, |(at, _)| *at)
        {
            return Ok(match &self.made[found].1 {
                Made::Null => ValueRef::Null,
                Made::Text(text) => ValueRef::Text(text),
                Made::Array(kind, elements) => ValueRef::Array(kind, elements),
            });
        }
        let Bytes(raw) = self.row.try_get(index).map_err(errors::convert)?;
        match raw {
            Some(raw) => cells::read(self.row.columns()[index].type_(), raw),
            None => Ok(ValueRef::Null),
        }
    }
}
