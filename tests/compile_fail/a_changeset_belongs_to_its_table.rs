//! A changeset is given to rows of its own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{AddressChanges, User};

fn main() {
    let query = update(User).changes(AddressChanges::default()).all_rows();
    drop(query);
}
