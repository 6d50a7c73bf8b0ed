//! A grouped query is ordered by grouped columns and aggregates.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).group_by(User.name).order_by(User.id))?;
    Ok(())
}

fn main() {}
