//! A scalar subquery has a FROM clause of its own.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.name, select(func::count_all()).correlate(User).scalar())))?;
    Ok(())
}

fn main() {}
