//! GROUP BY takes columns and expressions.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count_all()).select_from(User).group_by((User.id, "name")))?;
    Ok(())
}

fn main() {}
