//! One connection to MySQL or MariaDB: prepares, runs, and keeps the transaction's status.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use mysql::prelude::Queryable as _;
use mysql::{Conn, Opts, Params, Statement, Text};

use super::cursor::Running;
use super::options::{self, Options};
use super::server::Server;
use super::socket;
use super::statements::Statements;
use super::words::{self, Sort};
use super::{binds, errors};
use crate::driver::{
    Begin, Cancel, Control, Cursor, DriverConnection, Features, InsertStrategy, Receive, SqlText, TransactionStatus,
};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::value::Value;

/// The server knows the statement but does not prepare it.
const NOT_PREPARED: u16 = 1295;

/// The server keeps too many prepared statements.
const TOO_MANY_PREPARED: u16 = 1461;

/// The savepoint is not there.
const NO_SAVEPOINT: &str = "1305";

/// An open connection.
pub(crate) struct MysqlConnection {
    /// Borrowed only to ask for the status; everything else has the connection to itself.
    conn: RefCell<Conn>,
    server: Server,
    link: Link,
    statements: Statements,
    options: Arc<Options>,
    /// How it was opened.
    opts: Opts,
}

/// What is known of the transaction.
pub(super) struct Link {
    status: Cell<TransactionStatus>,
    /// The transaction may have begun or ended without the driver.
    is_unsure: Cell<bool>,
}

impl Link {
    /// Keeps in mind what an error means for the transaction.
    #[cold]
    pub(super) fn failed(&self, error: Error) -> Error {
        if *error.kind() == ErrorKind::Deadlock {
            // The server has rolled back all of it.
            self.status.set(TransactionStatus::Idle);
        } else if errors::may_end_transaction(&error) {
            self.is_unsure.set(true);
        }
        error
    }

    /// Keeps in mind what a statement has done to the transaction.
    pub(super) fn done(&self, sort: Sort, is_ok: bool) {
        match sort {
            Sort::Query | Sort::Writes | Sort::Neutral => {}
            Sort::Commits if is_ok => self.status.set(TransactionStatus::Idle),
            // It commits before it fails, unless it was not even understood.
            Sort::Commits | Sort::Unsure => self.is_unsure.set(true),
        }
    }
}

impl MysqlConnection {
    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// `Connection` if the server cannot be reached in time or refuses the login.
    pub(super) fn open(options: &Arc<Options>) -> Result<Self> {
        let (mut conn, opts) = options.open()?;
        let failed = |error| errors::connecting(error, &options::place(&opts), options.connect_timeout);
        let server = Server::set_up(&mut conn).map_err(failed)?;
        socket::wait_at_most(&conn, options.read_timeout).map_err(|error| failed(error.into()))?;
        Ok(Self {
            conn: RefCell::new(conn),
            server,
            link: Link { status: Cell::new(TransactionStatus::Idle), is_unsure: Cell::new(false) },
            statements: Statements::new(options.statement_cache),
            options: Arc::clone(options),
            opts,
        })
    }

    /// The connection as the crate has it.
    pub(crate) fn raw(&mut self) -> &mut Conn {
        self.link.is_unsure.set(true);
        // It may be closed, reset, or replaced: the statements would be another one's.
        self.statements = Statements::new(self.options.statement_cache);
        self.conn.get_mut()
    }

    /// Runs text of the driver's own: one statement or several, in one round trip.
    fn command(conn: &mut Conn, sql: &str) -> mysql::Result<Option<mysql::Row>> {
        let mut answers = conn.query_iter(sql)?;
        let mut last = None;
        while let Some(answer) = answers.iter() {
            for row in answer {
                last = Some(row?);
            }
        }
        Ok(last)
    }

    /// Asks the server whether there is a transaction.
    fn look(&self) {
        if !self.link.is_unsure.replace(false) {
            return;
        }
        let conn = &mut *self.conn.borrow_mut();
        let is_open = if self.server.is_mariadb {
            let row = Self::command(conn, "SELECT @@in_transaction");
            row.ok().flatten().and_then(|row| row.get::<u8, _>(0)) == Some(1)
        } else {
            // Outside of a transaction, there can be no savepoint.
            Self::command(conn, "SAVEPOINT realgar_probe; RELEASE SAVEPOINT realgar_probe").is_ok()
        };
        self.link.status.set(if is_open { TransactionStatus::Open } else { TransactionStatus::Idle });
    }

    /// The statement of a text, and whether it was there already. `None` if the server takes it as text only.
    fn prepare(&mut self, sql: &str) -> Result<Option<(Statement, bool)>> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(Some((known, true)));
        }
        let mut prepared = self.conn.get_mut().prep(sql);
        if let Err(mysql::Error::MySqlError(error)) = &prepared
            && error.code == TOO_MANY_PREPARED
        {
            // Other connections keep theirs; this one can do without.
            self.statements.clear();
            self.close_discarded()?;
            prepared = self.conn.get_mut().prep(sql);
        }
        match prepared {
            Ok(statement) => Ok(Some((statement, false))),
            Err(mysql::Error::MySqlError(error)) if error.code == NOT_PREPARED => Ok(None),
            Err(error) => Err(self.link.failed(errors::convert(error))),
        }
    }

    fn close_discarded(&mut self) -> Result<()> {
        for statement in self.statements.take_discarded() {
            self.conn.get_mut().close(statement).map_err(|error| self.link.failed(errors::convert(error)))?;
        }
        Ok(())
    }

    /// Sends a statement, and waits for what comes first.
    fn start(&mut self, sql: SqlText<'_>, values: &[&Value]) -> Result<Started<'_>> {
        if sql.text.contains('\0') {
            return Err(Error::new(ErrorKind::Sql, "the SQL text contains a NUL character"));
        }
        let (sent, size) = binds::encode(values)?;
        check_size(size.max(sql.text.len()), self.server.max_allowed_packet)?;
        self.close_discarded()?;
        let sort = words::sort(sql.text);
        // What is prepared is one statement. A text without a semicolon is, too, and need not be prepared to be run once.
        let is_plain = sort == Sort::Commits && values.is_empty() && !sql.text.contains(';');
        let prepared = if is_plain { None } else { self.prepare(sql.text)? };
        let Some((statement, was_prepared)) = prepared else {
            if !values.is_empty() {
                return Err(Error::unsupported(
                    "MySQL does not prepare this statement, and takes values in prepared ones only: write them into the text",
                ));
            }
            let Self { conn, link, .. } = self;
            return match conn.get_mut().query_iter(sql.text) {
                Ok(arriving) => Ok(Started::Text(Running::new(link, arriving, sort, false))),
                Err(error) => {
                    link.done(sort, false);
                    Err(link.failed(errors::convert(error)))
                }
            };
        };
        let wanted = usize::from(statement.num_params());
        if !was_prepared {
            match sort {
                Sort::Query | Sort::Writes if !sql.varies => self.statements.keep(sql.text, &statement),
                _ => self.statements.discard(statement.clone()),
            }
        }
        if wanted != values.len() {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("the statement has {wanted} placeholders, and {} values were given", values.len()),
            ));
        }
        let Self { conn, link, statements, .. } = self;
        let params = if sent.is_empty() { Params::Empty } else { Params::Positional(sent) };
        match conn.get_mut().exec_iter(&statement, params) {
            Ok(arriving) => Ok(Started::Prepared(Running::new(link, arriving, sort, was_prepared))),
            Err(error) => {
                // It may have been planned for a table that has changed, or not be there any more.
                statements.forget(sql.text);
                link.done(sort, false);
                Err(link.failed(errors::convert(error)))
            }
        }
    }
}

/// A statement that has begun to answer.
enum Started<'c> {
    Prepared(Running<'c, mysql::Binary>),
    Text(Running<'c, Text>),
}

/// The server would close the connection.
fn check_size(size: usize, most: usize) -> Result<()> {
    if size < most {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::LimitExceeded,
        format!("a statement of {size} bytes, and the server takes at most {most}: raise max_allowed_packet"),
    ))
}

impl DriverConnection for MysqlConnection {
    fn features(&self) -> Features {
        let insert = if self.server.returns_inserted() { InsertStrategy::Returning } else { InsertStrategy::LastIds };
        Features {
            insert,
            returning: false,
            insert_returning: self.server.returns_inserted(),
            delete_returning: self.server.returns_deleted(),
            lateral: !self.server.is_mariadb,
            lock_of: !self.server.is_mariadb,
            with_before_write: !self.server.is_mariadb,
            key_step: self.server.key_step,
            commits_by_itself: true,
            ..Features::default()
        }
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        Ok(match self.start(sql, binds)? {
            Started::Prepared(running) => Box::new(running),
            Started::Text(running) => Box::new(running),
        })
    }

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        match self.start(sql, binds)? {
            Started::Prepared(mut running) => {
                let received = receive(&mut running);
                received.and(running.finish())
            }
            Started::Text(mut running) => {
                let received = receive(&mut running);
                received.and(running.finish())
            }
        }
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.look();
        let sql = self.control_sql(control);
        let result = Self::command(self.conn.get_mut(), &sql);
        match control {
            Control::Begin(_) if result.is_ok() => self.link.status.set(TransactionStatus::Open),
            // A COMMIT that fails ends the transaction, too.
            Control::Commit => self.link.status.set(TransactionStatus::Idle),
            Control::Rollback if result.is_ok() => self.link.status.set(TransactionStatus::Idle),
            _ => {}
        }
        let Err(error) = result else { return Ok(()) };
        let error = self.link.failed(errors::convert(error));
        if error.code() == Some(NO_SAVEPOINT) {
            self.link.is_unsure.set(true);
            let message = "the savepoint is gone: a statement that commits by itself, as DDL does, or an error has ended \
                           its transaction";
            return Err(Error::new(ErrorKind::TransactionAborted, message).with_code(NO_SAVEPOINT).with_source(error));
        }
        Err(error)
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        match control {
            Control::Begin(Begin { isolation, access, .. }) if isolation.is_some() || access.is_some() => {
                let level = isolation
                    .map_or_else(String::new, |level| format!("SET TRANSACTION ISOLATION LEVEL {}; ", level.sql()));
                let access = access.map_or_else(String::new, |access| format!(" {}", access.sql()));
                format!("{level}START TRANSACTION{access}").into()
            }
            other => other.sql(),
        }
    }

    fn status(&self) -> TransactionStatus {
        self.look();
        self.link.status.get()
    }

    fn ping(&mut self) -> Result<()> {
        let lost = |error: std::io::Error| {
            Error::new(ErrorKind::Disconnected, format!("the connection to the server was lost: {error}"))
        };
        socket::wait_at_most(self.conn.get_mut(), Some(self.options.connect_timeout)).map_err(lost)?;
        self.conn
            .get_mut()
            .ping()
            .map_err(|error| Error::new(ErrorKind::Disconnected, "the server does not answer").with_source(error))?;
        socket::wait_at_most(self.conn.get_mut(), self.options.read_timeout).map_err(lost)
    }

    fn cancel_handle(&self) -> Result<Arc<dyn Cancel>> {
        let timeout = self.options.connect_timeout;
        Ok(Arc::new(Request { connection: self.conn.borrow().connection_id(), opts: self.opts.clone(), timeout }))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Asks the server, through a connection of its own, to cancel what runs.
struct Request {
    connection: u32,
    opts: Opts,
    timeout: std::time::Duration,
}

impl Cancel for Request {
    fn cancel(&self) -> Result<()> {
        let killed = Conn::new(self.opts.clone())
            .and_then(|mut conn| conn.query_drop(format!("KILL QUERY {}", self.connection)));
        killed.map_err(|error| errors::connecting(error, &options::place(&self.opts), self.timeout))
    }
}
