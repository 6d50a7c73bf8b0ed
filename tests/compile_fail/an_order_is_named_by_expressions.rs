//! ORDER BY takes columns and expressions.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).order_by((User.id, 1)))?;
    Ok(())
}

fn main() {}
