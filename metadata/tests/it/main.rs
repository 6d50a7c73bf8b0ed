//! The crate as its users see it: names, order of tables, DDL, create_all and diffs.

mod identifier;
