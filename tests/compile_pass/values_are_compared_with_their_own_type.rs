//! A value is compared with a column of its type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(User.name.eq("sandy")))?;
    Ok(())
}
