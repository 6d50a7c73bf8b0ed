//! `and_` takes conditions.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(and_([User.id.gt(1), User.id.lt(5)])))?;
    Ok(())
}

fn main() {}
