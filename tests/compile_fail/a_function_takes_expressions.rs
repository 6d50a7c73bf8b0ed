//! What a function is given is an expression.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(func::call::<Integer>("instr", (User.name, "a")).gt(1)))?;
    Ok(())
}

fn main() {}
