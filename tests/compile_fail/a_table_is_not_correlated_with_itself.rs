//! What stands in the FROM of a subquery is not that of the query around it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(select(User.id).correlate(User).filter(User.id.gt(1)).exists()))?;
    Ok(())
}

fn main() {}
