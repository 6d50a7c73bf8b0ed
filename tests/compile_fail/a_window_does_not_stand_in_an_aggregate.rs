//! Window functions are computed after aggregates: aggregate a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::max(func::rank().over().order_by(User.id))))?;
    Ok(())
}

fn main() {}
