//! A changeset is given to rows of its own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{User, UserChanges};

fn run() {
    let query = update(User).changes(UserChanges::default()).all_rows();
    drop(query);
}
