//! A shop that moves from Diesel to Realgar: some of its queries are still in the one language, some are already in the other,
//! and they share connections and transactions.
//!
//! The schema is one file. `build.rs` writes tables and rows for both libraries from it.

#[rustfmt::skip]
pub mod tables {
    //! Tables and rows for Realgar.
    realgar::include_schema!("shop");
}

#[rustfmt::skip]
pub mod diesel_tables {
    //! Tables and rows for Diesel.
    realgar::include_schema!("shop.diesel");
}

mod our_half;
mod their_half;

use diesel::QueryResult;
use realgar::driver::DieselConnection;
use realgar::{Dialect, Engine, Error, Result, SessionMaker};

/// What the shop knows at the end of the day.
#[derive(Debug, PartialEq)]
pub struct Report {
    /// How many invoices are open, by name: asked in Realgar's language.
    pub ours: Vec<(String, i64)>,
    /// The same, as Diesel finds it.
    pub theirs: Vec<(String, i64)>,
}

/// How many invoices of each customer are open, by name.
type OpenInvoices = Vec<(String, i64)>;

/// The functions of Diesel's half for one kind of connection.
struct TheirHalf<C> {
    add_customer: fn(&mut C, &str) -> QueryResult<i32>,
    open_invoices: fn(&mut C) -> QueryResult<OpenInvoices>,
    pay_in_a_transaction: fn(&mut C, &str) -> QueryResult<usize>,
}

/// A day in the shop, on the database that the URL names: `sqlite+diesel://`, `postgresql+diesel://…` or `mysql+diesel://…`.
/// Its tables must not be there yet; they are dropped in the end.
///
/// # Errors
///
/// What the database reports.
pub fn day(url: &str) -> Result<Report> {
    let engine = Engine::new(url)?;
    match engine.dialect() {
        Dialect::PostgreSql => {
            use their_half::postgres::{add_customer, open_invoices, pay_in_a_transaction};
            day_on(&engine, &TheirHalf { add_customer, open_invoices, pay_in_a_transaction })
        }
        Dialect::MySql => {
            use their_half::mysql::{add_customer, open_invoices, pay_in_a_transaction};
            day_on(&engine, &TheirHalf { add_customer, open_invoices, pay_in_a_transaction })
        }
        _ => {
            use their_half::sqlite::{add_customer, open_invoices, pay_in_a_transaction};
            day_on(&engine, &TheirHalf { add_customer, open_invoices, pay_in_a_transaction })
        }
    }
}

fn day_on<C: DieselConnection>(engine: &Engine, theirs: &TheirHalf<C>) -> Result<Report> {
    tables::METADATA.create_all(engine)?;
    let maker = SessionMaker::new(engine);

    // One transaction: Diesel inserts the customers, a session their invoices.
    maker.begin(|session| {
        let raw = session.connection()?.diesel::<C>()?;
        let sandy = (theirs.add_customer)(raw, "sandy").map_err(Error::diesel)?;
        let patrick = (theirs.add_customer)(raw, "patrick").map_err(Error::diesel)?;
        our_half::send_invoices(session, &[(sandy, 1_000), (sandy, 250), (patrick, 4_000), (patrick, 1)])
    })?;

    // One that fails undoes what both have done.
    let failed = maker.begin(|session| {
        let raw = session.connection()?.diesel::<C>()?;
        let squidward = (theirs.add_customer)(raw, "squidward").map_err(Error::diesel)?;
        our_half::send_invoices(session, &[(squidward, 99)])?;
        let raw = session.connection()?.diesel::<C>()?;
        (theirs.add_customer)(raw, "squidward").map_err(Error::diesel)?;
        Ok::<(), Error>(())
    });
    assert!(failed.is_err_and(|error| error.is_unique_violation()), "a name is there once");

    // The other way round: a transaction of Diesel's, with a statement of ours in it.
    let mut conn = engine.connect()?;
    let paid = (theirs.pay_in_a_transaction)(conn.diesel::<C>()?, "patrick").map_err(Error::diesel)?;
    assert_eq!(paid, 2, "patrick has paid both of his invoices");

    let report = Report {
        ours: our_half::open_invoices(&mut conn)?,
        theirs: (theirs.open_invoices)(conn.diesel::<C>()?).map_err(Error::diesel)?,
    };
    conn.rollback()?;
    drop(conn);
    tables::METADATA.drop_all(engine)?;
    Ok(report)
}
