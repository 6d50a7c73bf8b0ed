//! A number of days is added to dates and timestamps, not to numbers or to text.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id + Interval::days(1)))?;
    conn.execute(select(User.name - Interval::months(1)))?;
    Ok(())
}

fn main() {}
