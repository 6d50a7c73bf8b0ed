//! The members of row values have the same types on both sides.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(row((User.id, User.name)).in_([(1, 2)])))?;
    Ok(())
}

fn main() {}
