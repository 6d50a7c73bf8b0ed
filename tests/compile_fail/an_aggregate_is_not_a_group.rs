//! Rows are not grouped by an aggregate.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count(User.id)).group_by(func::count(User.id)))?;
    Ok(())
}

fn main() {}
