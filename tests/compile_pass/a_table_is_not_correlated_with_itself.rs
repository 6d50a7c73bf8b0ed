//! What stands in the FROM of a subquery is not that of the query around it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let other = alias!("other", User);
    conn.execute(select(User.name).filter(select(other.id).correlate(User).filter(other.id.gt(User.id)).exists()))?;
    Ok(())
}
