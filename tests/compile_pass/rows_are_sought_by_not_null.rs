//! Rows are sought by NOT NULL columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn page(after: Option<String>) -> Query<String> {
    select(User.name).seek(User.name, after).erase()
}
