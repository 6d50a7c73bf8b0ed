//! A value of a simple CASE is of the type of what it is compared with.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(case_of(User.name).when(1, "one").otherwise("many")))?;
    Ok(())
}

fn main() {}
