//! A list for a column that is NOT NULL has no `None` in it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(User.name.in_([Some("sandy"), None].into_iter().flatten())))?;
    conn.execute(select(User.id).filter(User.fullname.in_([Some(String::from("Sandy")), None])))?;
    Ok(())
}
