//! Rows of totals are of no single row of the table, even if its key is rolled up.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User, func::count_all())).group_by(rollup(User.id)))?;
    Ok(())
}

fn main() {}
