//! ROLLUP makes its keys NULL, so they have to be nullable.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let name = func::nullif(User.fullname, "none");
    conn.execute(select((&name, func::count_all())).group_by(rollup(&name)))?;
    Ok(())
}
