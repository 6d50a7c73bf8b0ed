//! A scalar subquery does not mix columns and aggregates.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(select(User.id + func::count(User.id)).scalar().gt(1_i64)))?;
    Ok(())
}

fn main() {}
