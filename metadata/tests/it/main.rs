//! The crate as its users see it: names, order of tables, DDL, what a database must offer, diffs, and SQL text that is
//! read into the model.

#[macro_use]
mod schema;

mod bind;
mod check;
mod create_all;
mod create_table;
mod default_value;
mod diff;
mod drop_all;
mod identifier;
mod index;
mod lexer;
mod naming_convention;
mod sorted;
mod sorted_views;
mod to_sql;
mod type_name;
mod unsupported;
