//! Without FROM there is nothing to count.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let users = conn.scalar(select(func::count_all()).select_from(User))?;
    Ok(())
}
