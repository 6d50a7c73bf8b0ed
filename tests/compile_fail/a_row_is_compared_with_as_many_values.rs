//! Row values have as many members on both sides.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(row((User.id, User.name)).eq((1, "sandy", 2))))?;
    Ok(())
}

fn main() {}
