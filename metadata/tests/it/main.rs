//! The crate as its users see it: names, order of tables, DDL, what a database must offer, and diffs.

#[macro_use]
mod schema;

mod bind;
mod create_all;
mod create_table;
mod diff;
mod drop_all;
mod identifier;
mod index;
mod sorted;
mod unsupported;
