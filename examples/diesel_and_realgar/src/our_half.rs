//! The half that is in Realgar's language already.

use realgar::driver::DieselConnection;
use realgar::prelude::*;
use realgar::statement::DieselExecute as _;

use crate::tables::{Customer, Invoice, InvoiceStatus, NewInvoice};

/// New invoices, as instances of a session: they are written together, when the session is flushed.
pub fn send_invoices(session: &mut Session, invoices: &[(i32, i64)]) -> realgar::Result<()> {
    for (customer, cents) in invoices {
        session.add(NewInvoice::new(*customer, *cents));
    }
    session.flush()
}

/// How many invoices are open, by name, the most first.
pub fn open_invoices(conn: &mut Connection) -> realgar::Result<Vec<(String, i64)>> {
    let open = func::count(Invoice.id).label("open_invoices");
    let query = select((Customer.name, &open))
        .join(Invoice)
        .filter(Invoice.status.eq(InvoiceStatus::Open))
        .group_by(Customer.id)
        .order_by(open.desc());
    Ok(conn.execute(query)?.all())
}

/// The open invoices of a customer, on a connection of Diesel's.
pub fn open_invoices_of<C: DieselConnection>(conn: &mut C, name: &str) -> realgar::Result<Vec<i32>> {
    let of_customer = select(Invoice.id).join(Customer).filter(Customer.name.eq(name));
    Ok(of_customer.filter(Invoice.status.eq(InvoiceStatus::Open)).load_with(conn)?.all())
}
