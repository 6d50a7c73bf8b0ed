//! Window functions are computed after GROUP BY.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let halves = select(func::ntile(2).over().order_by(User.id)).subquery("halves");
    let half = halves.columns();
    conn.execute(select((half, func::count_all())).select_from(&halves).group_by(half))?;
    Ok(())
}
