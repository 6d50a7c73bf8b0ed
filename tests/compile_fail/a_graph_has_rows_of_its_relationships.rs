//! A graph of rows has, by a relationship, the rows to which that leads.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(session: &mut Session, row: User) -> realgar::Result<()> {
    RowGraph::new(row.clone()).with(User.addresses, [row]);
    Ok(())
}

fn main() {}
