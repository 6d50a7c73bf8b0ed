//! A value of a simple CASE is of the type of what it is compared with.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(case_of(User.name).when("sandy", "one").otherwise("many")))?;
    Ok(())
}
