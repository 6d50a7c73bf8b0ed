//! A graph of rows has, by a relationship, the rows to which that leads.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(session: &mut Session, row: User, addresses: Vec<Address>) -> realgar::Result<()> {
    RowGraph::new(row).with(User.addresses, addresses);
    Ok(())
}

fn main() {}
