//! What stands for NULL has the type of the expression.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::coalesce(User.fullname, "")))?;
    Ok(())
}

fn main() {}
