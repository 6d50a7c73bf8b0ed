//! Columns are compared with columns of a type like theirs.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(User.id.eq(User.name)))?;
    Ok(())
}

fn main() {}
