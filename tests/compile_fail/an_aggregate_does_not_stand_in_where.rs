//! Aggregates belong into HAVING.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(func::count(User.id).gt(1)))?;
    Ok(())
}

fn main() {}
