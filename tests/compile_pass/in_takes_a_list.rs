//! IN takes a list, and not one value.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(User.id.in_([1])))?;
    Ok(())
}

fn main() {}
