//! The excluded row is only there in ON CONFLICT.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).set(User.name, excluded(User.name)).all_rows())?;
    Ok(())
}

fn main() {}
