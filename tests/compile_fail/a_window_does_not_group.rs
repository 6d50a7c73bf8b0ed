//! Window functions are computed after GROUP BY.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count_all()).select_from(User).group_by(func::ntile(2).over().order_by(User.id)))?;
    Ok(())
}

fn main() {}
