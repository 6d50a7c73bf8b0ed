//! HAVING sees grouped columns and aggregates.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count(User.id)).group_by(User.name).having(User.fullname.eq("x")))?;
    Ok(())
}

fn main() {}
