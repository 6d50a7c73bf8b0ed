//! ON CONFLICT names columns of the table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).value(NewUser::new("x")).on_conflict(User.id).do_nothing())?;
    Ok(())
}
