//! A value that may be NULL is not assigned to a NOT NULL column.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).set(User.name, func::coalesce(User.fullname, "")).filter(User.id.eq(1)))?;
    Ok(())
}
