//! Scalars are asked of statements that return rows.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.scalar(delete(User).filter(User.id.eq(1)))?;
    Ok(())
}

fn main() {}
