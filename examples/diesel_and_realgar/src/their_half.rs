//! The half that is still in Diesel's language. A program has one database; this one has three, so the half is compiled for
//! each kind of connection.

macro_rules! half {
    ($name:ident for $connection:ty) => {
        pub mod $name {
            use diesel::prelude::*;

            use crate::diesel_tables::{InvoiceStatus, NewCustomer, customer, invoice};

            /// Adds a customer and returns the key.
            pub fn add_customer(conn: &mut $connection, name: &str) -> QueryResult<i32> {
                let new = NewCustomer { id: None, name: name.to_owned() };
                diesel::insert_into(customer::table).values(&new).execute(conn)?;
                customer::table.select(customer::id).filter(customer::name.eq(name)).first(conn)
            }

            /// How many invoices are open, by name.
            pub fn open_invoices(conn: &mut $connection) -> QueryResult<Vec<(String, i64)>> {
                invoice::table
                    .inner_join(customer::table)
                    .filter(invoice::status.eq(InvoiceStatus::Open))
                    .group_by(customer::name)
                    .select((customer::name, diesel::dsl::count(invoice::id)))
                    .order(customer::name)
                    .load(conn)
            }

            /// Pays what a customer owes, in a transaction of Diesel's. Which invoices those are is asked in the new language already.
            pub fn pay_in_a_transaction(conn: &mut $connection, name: &str) -> QueryResult<usize> {
                conn.transaction(|conn| {
                    let open = crate::our_half::open_invoices_of(conn, name)?;
                    diesel::update(invoice::table)
                        .filter(invoice::id.eq_any(open))
                        .set(invoice::status.eq(InvoiceStatus::Paid))
                        .execute(conn)
                })
            }
        }
    };
}

half!(sqlite for diesel::SqliteConnection);
half!(postgres for diesel::PgConnection);
half!(mysql for diesel::MysqlConnection);
