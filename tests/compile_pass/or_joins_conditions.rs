//! `or_` takes conditions.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(or_((User.id.gt(1), User.name.eq("a")))))?;
    Ok(())
}

fn main() {}
