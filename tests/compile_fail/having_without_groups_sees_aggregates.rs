//! Without GROUP BY, HAVING sees all rows as one group: aggregates and no columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count(User.id)).having(User.name.eq("sandy")))?;
    Ok(())
}

fn main() {}
