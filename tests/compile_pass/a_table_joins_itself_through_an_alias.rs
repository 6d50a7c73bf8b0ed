//! A table joins itself under a second name.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let other = alias!("other", User);
    conn.execute(select((User.name, other.name)).join_on(other, other.id.gt(User.id)))?;
    Ok(())
}
