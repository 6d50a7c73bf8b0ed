//! An aggregate over all rows is one row, which has no column to sort by.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count(User.id)).order_by(User.name))?;
    Ok(())
}

fn main() {}
