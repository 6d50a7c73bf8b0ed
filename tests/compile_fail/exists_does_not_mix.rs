//! A query in EXISTS does not mix columns and aggregates.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(select((User.id, func::count(User.id))).exists()))?;
    Ok(())
}

fn main() {}
