//! A value that may be NULL is not assigned to a NOT NULL column.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).set(User.name, User.fullname).filter(User.id.eq(1)))?;
    Ok(())
}

fn main() {}
