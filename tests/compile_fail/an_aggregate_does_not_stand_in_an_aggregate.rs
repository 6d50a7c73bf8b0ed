//! An aggregate of aggregates takes a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::Address;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::max(func::count(Address.id))).group_by(Address.user_id))?;
    Ok(())
}

fn main() {}
