//! One PostgreSQL connection: prepares, runs, and keeps the transaction's status.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::types::Type;
use tokio_postgres::{CancelToken, Client, Statement};

use super::binds::{self, Bound};
use super::cursor::{Arriving, NOTHING, PORTION, Running};
use super::errors;
use super::options::Options;
use super::statements::Statements;
use super::type_name::type_name;
use super::words::{self, Sort};
use crate::driver::{
    self as driver, Cancel, Control, Cursor, DriverConnection, Features, InsertStrategy, ParameterSets, Receive,
    SqlText, TransactionStatus,
};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::value::{Kind, Value};

/// How long a server may take to hear that a connection is closed.
const GOODBYE: Duration = Duration::from_millis(100);

/// An open connection.
pub(crate) struct PostgresConnection {
    pub(super) link: Link,
    pub(super) statements: Statements,
    options: Arc<Options>,
}

/// The client and what drives it.
pub(super) struct Link {
    client: Option<Client>,
    runtime: Option<Runtime>,
    /// Reads and writes the socket while somebody waits.
    driving: JoinHandle<()>,
    /// Why the server has ended the connection, if it has said so.
    ended: Arc<Mutex<Option<tokio_postgres::Error>>>,
    pub(super) status: Cell<TransactionStatus>,
    /// A BEGIN that goes to the server with the first statement.
    pub(super) begin: Cell<Option<Cow<'static, str>>>,
    /// The program may have begun or ended a transaction by itself.
    is_lent: Cell<bool>,
}

/// tokio-postgres' own client, and the runtime that its futures run on: handed out by
/// [`Connection::postgres`](crate::Connection::postgres).
pub struct RawPostgres<'c> {
    link: &'c mut Link,
}

impl RawPostgres<'_> {
    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        self.link.client()
    }

    /// Runs a future of the client's to its end.
    ///
    /// # Panics
    ///
    /// If it is called by a thread of an async runtime that must not wait.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.link.runtime().block_on(future)
    }
}

impl std::fmt::Debug for RawPostgres<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawPostgres").finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn client(&self) -> &Client {
        self.client.as_ref().expect("the client is there until the link is dropped")
    }

    pub(super) fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("the runtime is there until the link is dropped")
    }

    /// Keeps in mind what an error means for the transaction, and says why a connection was lost.
    #[cold]
    pub(super) fn failed(&self, error: Error) -> Error {
        if *error.kind() == ErrorKind::Disconnected {
            let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(reason) = ended.map(errors::convert).filter(|_| error.code().is_none()) else { return error };
            let message = format!("the connection was ended: {}", reason.message());
            let ended = Error::new(ErrorKind::Disconnected, message);
            // What the server says has a code, what the network says has none.
            return match reason.code() {
                Some(code) => ended.with_code(code),
                None => ended,
            }
            .with_source(error);
        }
        // Only the server's own errors have a code, and only they fail a transaction.
        if error.code().is_some() && self.status.get() == TransactionStatus::Open {
            self.status.set(TransactionStatus::Failed);
        }
        error
    }

    pub(super) fn execute(&self, sql: &str) -> Result<()> {
        let result = self.runtime().block_on(self.client().batch_execute(sql));
        result.map_err(|error| self.failed(errors::convert(error)))
    }

    pub(super) fn close_stream(&self) -> Result<()> {
        self.execute("CLOSE realgar_stream")
    }

    /// Asks the server whether there is a transaction: outside of one, there can be no savepoint.
    fn look(&self) {
        if !self.is_lent.replace(false) {
            return;
        }
        let probe = "SAVEPOINT realgar_probe; RELEASE SAVEPOINT realgar_probe";
        let answer = self.runtime().block_on(self.client().batch_execute(probe)).map_err(errors::convert);
        self.status.set(match answer {
            Ok(()) => TransactionStatus::Open,
            Err(error) if error.code() == Some("25P02") => TransactionStatus::Failed,
            Err(_) => TransactionStatus::Idle,
        });
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // Without its client, what drives the connection says goodbye and ends.
        self.client = None;
        let Some(runtime) = self.runtime.take() else { return };
        // A thread of an async runtime must not wait. The socket is closed in any case.
        if Handle::try_current().is_err() {
            let driving = &mut self.driving;
            runtime.block_on(async { tokio::time::timeout(GOODBYE, driving).await.is_ok() });
        }
        runtime.shutdown_background();
    }
}

impl PostgresConnection {
    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// `Connection` if the server cannot be reached in time or refuses the login.
    pub(super) fn open(options: Arc<Options>) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
            Error::new(ErrorKind::Connection, format!("no runtime for a connection: {error}")).with_source(error)
        })?;
        let connecting =
            async { tokio::time::timeout(options.connect_timeout, options.config.connect(options.tls.clone())).await };
        let (client, connection) = match runtime.block_on(connecting) {
            Ok(opened) => opened.map_err(|error| errors::connecting(error, &options.place()))?,
            Err(_) => {
                let seconds = options.connect_timeout.as_secs_f32();
                let message = format!("{} does not answer within {seconds} s (`?connect_timeout=`)", options.place());
                return Err(Error::new(ErrorKind::Connection, message));
            }
        };
        let ended = Arc::new(Mutex::new(None));
        let reason = Arc::clone(&ended);
        let driving = runtime.spawn(async move {
            if let Err(error) = connection.await {
                *reason.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        });
        let statements = Statements::new(options.statement_cache);
        let link = Link {
            client: Some(client),
            runtime: Some(runtime),
            driving,
            ended,
            status: Cell::new(TransactionStatus::Idle),
            begin: Cell::new(None),
            is_lent: Cell::new(false),
        };
        Ok(Self { link, statements, options })
    }

    /// The client as tokio-postgres has it.
    ///
    /// # Errors
    ///
    /// What the server says about the transaction that was to begin.
    pub(crate) fn raw(&mut self) -> Result<RawPostgres<'_>> {
        self.link.begin_now()?;
        self.link.is_lent.set(true);
        // It may do anything to prepared statements.
        self.statements.clear();
        Ok(RawPostgres { link: &mut self.link })
    }

    /// Sends a statement, and waits for what comes first.
    fn start(&mut self, sql: SqlText<'_>, values: &[&Value]) -> Result<Running<'_>> {
        let sort = words::sort(sql.text);
        if sort != Sort::Query {
            self.link.begin_now()?;
        }
        let known = self.statements.get(sql.text, values);
        let was_prepared = known.is_some();
        let client = self.link.client();
        let started = self.link.runtime().block_on(self.link.begin_with(async {
            let (statement, declared) = match known {
                Some(statement) => (statement, None),
                None => {
                    let (statement, declared) = prepare(client, sql.text, values).await?;
                    (statement, Some(declared))
                }
            };
            check_count(&statement, values)?;
            let bound: Vec<Bound<'_>> = values.iter().map(|value| Bound(value)).collect();
            let stream = client.query_raw(&statement, bound.iter()).await.map_err(errors::convert)?;
            let mut arriving = Arriving::new(stream);
            arriving.fill().await;
            Ok((statement, declared, arriving))
        }));
        let (statement, declared, arriving) = match started {
            Ok(started) => started,
            Err(error) => {
                // It may have been planned for a table that has changed, or not be there any more.
                self.statements.forget(sql.text);
                return Err(self.link.failed(error));
            }
        };
        match (sort, declared) {
            // What is kept may be outdated now.
            (Sort::Utility, _) => self.statements.clear(),
            (Sort::Query | Sort::Writes, Some(declared)) if !sql.varies => {
                self.statements.keep(sql.text, &statement, declared);
            }
            (Sort::Transaction, _) => self.link.is_lent.set(true),
            _ => {}
        }
        Ok(Running::new(&mut self.link, arriving, statement, sort, was_prepared))
    }

    /// Declares a cursor for a query, and asks for its first portion.
    fn start_by_portions(&mut self, sql: &str, values: &[&Value]) -> Result<Running<'_>> {
        let client = self.link.client();
        let started = self.link.runtime().block_on(self.link.begin_with(async {
            let declare = format!("DECLARE realgar_stream NO SCROLL CURSOR FOR {sql}");
            let (declare, _) = prepare(client, &declare, values).await?;
            check_count(&declare, values)?;
            let bound: Vec<Bound<'_>> = values.iter().map(|value| Bound(value)).collect();
            client.execute_raw(&declare, bound.iter()).await.map_err(errors::convert)?;
            let fetch = format!("FETCH FORWARD {PORTION} FROM realgar_stream");
            let fetch = client.prepare(&fetch).await.map_err(errors::convert)?;
            let stream = client.query_raw(&fetch, NOTHING).await.map_err(errors::convert)?;
            let mut arriving = Arriving::new(stream);
            arriving.fill().await;
            Ok((fetch, arriving))
        }));
        match started {
            Ok((fetch, arriving)) => {
                Ok(Running::new(&mut self.link, arriving, fetch, Sort::Query, false).by_portions())
            }
            Err(error) => Err(self.link.failed(error)),
        }
    }
}

pub(super) async fn prepare(client: &Client, sql: &str, values: &[&Value]) -> Result<(Statement, Vec<Type>)> {
    if sql.contains('\0') {
        return Err(Error::new(ErrorKind::Sql, "the SQL text contains a NUL character"));
    }
    let declared: Vec<Type> = values.iter().map(|value| binds::declared(value)).collect();
    let statement = client.prepare_typed(sql, &declared).await.map_err(errors::convert)?;
    Ok((statement, declared))
}

pub(super) fn check_count(statement: &Statement, values: &[&Value]) -> Result<()> {
    let wanted = statement.params().len();
    if wanted == values.len() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Parameter,
        format!("the statement has {wanted} placeholders, and {} values were given", values.len()),
    ))
}

impl DriverConnection for PostgresConnection {
    fn features(&self) -> Features {
        Features { error_fails_transaction: true, insert: InsertStrategy::Arrays, ..Features::default() }
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        let is_query = words::sort(sql.text) == Sort::Query;
        if is_query && self.link.status.get() == TransactionStatus::Open {
            return Ok(Box::new(self.start_by_portions(sql.text, binds)?));
        }
        Ok(Box::new(self.start(sql, binds)?))
    }

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        let mut running = self.start(sql, binds)?;
        let received = receive(&mut running);
        let finished = running.finish();
        received.and(finished)
    }

    fn run_many(&mut self, sql: SqlText<'_>, sets: &mut dyn ParameterSets) -> Result<()> {
        // Outside of a transaction, what follows an error would still be done.
        if sets.are_independent() && self.link.status.get() == TransactionStatus::Open {
            return self.run_together(sql, sets);
        }
        driver::one_by_one(self, sql, sets)
    }

    fn parameter_types(&mut self, sql: SqlText<'_>, kinds: &[Kind]) -> Result<Vec<String>> {
        let values: Vec<Value> = kinds.iter().map(|kind| Value::Null(*kind)).collect();
        let values: Vec<&Value> = values.iter().collect();
        let statement = match self.statements.get(sql.text, &values) {
            Some(statement) => statement,
            None => {
                let prepared = self.link.runtime().block_on(prepare(self.link.client(), sql.text, &values));
                let (statement, declared) = prepared.map_err(|error| self.link.failed(error))?;
                self.statements.keep(sql.text, &statement, declared);
                statement
            }
        };
        Ok(statement.params().iter().map(type_name).collect())
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.link.look();
        match control {
            Control::Begin(begin) if self.link.put_off(begin) => return Ok(()),
            Control::Commit | Control::Rollback if self.link.forget_begin() => return Ok(()),
            Control::Commit if self.link.status.get() == TransactionStatus::Failed => {
                self.link.execute("ROLLBACK")?;
                self.link.status.set(TransactionStatus::Idle);
                return Err(Error::new(
                    ErrorKind::TransactionAborted,
                    "an error before has failed the transaction: its COMMIT is a rollback",
                )
                .with_code("25P02"));
            }
            Control::Commit => {
                let result = self.link.execute("COMMIT");
                // A COMMIT that fails ends the transaction, too.
                self.link.status.set(TransactionStatus::Idle);
                return result;
            }
            _ => {}
        }
        self.link.begin_now()?;
        self.link.execute(&control.sql())?;
        match control {
            Control::Begin(_) | Control::RollbackTo(_) => self.link.status.set(TransactionStatus::Open),
            Control::Rollback => self.link.status.set(TransactionStatus::Idle),
            _ => {}
        }
        Ok(())
    }

    fn status(&self) -> TransactionStatus {
        self.link.look();
        self.link.status.get()
    }

    fn ping(&mut self) -> Result<()> {
        let timeout = self.options.connect_timeout;
        let client = self.link.client();
        let answer =
            self.link.runtime().block_on(async { tokio::time::timeout(timeout, client.check_connection()).await });
        match answer {
            Ok(answer) => answer.map_err(|error| self.link.failed(errors::convert(error))),
            Err(_) => Err(Error::new(ErrorKind::Disconnected, "the server does not answer")),
        }
    }

    fn cancel_handle(&self) -> Result<Arc<dyn Cancel>> {
        Ok(Arc::new(Request { token: self.link.client().cancel_token(), options: Arc::clone(&self.options) }))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Asks the server, through a connection of its own, to cancel what runs.
struct Request {
    token: CancelToken,
    options: Arc<Options>,
}

impl Cancel for Request {
    fn cancel(&self) -> Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
            Error::new(ErrorKind::Connection, format!("no runtime for a request to cancel: {error}")).with_source(error)
        })?;
        let timeout = self.options.connect_timeout;
        let cancelled = runtime
            .block_on(async { tokio::time::timeout(timeout, self.token.cancel_query(self.options.tls.clone())).await });
        runtime.shutdown_background();
        match cancelled {
            Ok(result) => result.map_err(|error| errors::connecting(error, &self.options.place())),
            Err(_) => Err(Error::new(ErrorKind::Connection, format!("{} does not answer", self.options.place()))),
        }
    }
}
