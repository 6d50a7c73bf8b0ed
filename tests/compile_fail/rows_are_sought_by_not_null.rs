//! Rows are sought by NOT NULL columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn page() -> Query<String> {
    select(User.name).seek(User.fullname, None).erase()
}

fn main() {}
