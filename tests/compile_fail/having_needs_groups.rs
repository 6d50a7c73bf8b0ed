//! HAVING is about groups: without GROUP BY no plain column is selected beside it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).having(func::count(User.id).gt(1)))?;
    Ok(())
}

fn main() {}
