//! A table joins itself under a second name.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).join_on(User, User.id.gt(User.id)))?;
    Ok(())
}

fn main() {}
