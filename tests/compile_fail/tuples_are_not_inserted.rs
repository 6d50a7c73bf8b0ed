//! An INSERT takes insert structs.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).values([("sandy", 1)]))?;
    Ok(())
}

fn main() {}
