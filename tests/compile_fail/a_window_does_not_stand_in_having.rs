//! Window functions are computed after HAVING.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).group_by(User.name).having(func::rank().over().order_by(User.name).eq(1)))?;
    Ok(())
}

fn main() {}
