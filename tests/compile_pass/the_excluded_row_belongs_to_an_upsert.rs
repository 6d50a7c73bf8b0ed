//! The excluded row is only there in ON CONFLICT.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let row = insert(User).value(NewUser::new("x"));
    conn.execute(row.on_conflict(User.name).do_update().set(User.fullname, excluded(User.name)))?;
    Ok(())
}
