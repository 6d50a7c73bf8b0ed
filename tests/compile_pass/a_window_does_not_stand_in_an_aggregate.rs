//! Window functions are computed after aggregates: aggregate a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let ranked = select(func::rank().over().order_by(User.id)).subquery("ranked");
    conn.execute(select(func::max(ranked.columns())).select_from(&ranked))?;
    Ok(())
}
