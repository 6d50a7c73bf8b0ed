//! What is merged into a session is a row, alone or with others.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(session: &mut Session, row: User, addresses: Vec<Address>) -> realgar::Result<()> {
    session.merge_all([row.clone()])?;
    session.merge(RowGraph::new(row).with(User.addresses, addresses))?;
    Ok(())
}

fn main() {}
