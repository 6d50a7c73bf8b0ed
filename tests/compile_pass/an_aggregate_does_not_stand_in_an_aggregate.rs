//! An aggregate of aggregates takes a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let counts = select(func::count(Address.id).label("n")).group_by(Address.user_id).subquery("counts");
    conn.execute(select(func::max(counts.columns())).select_from(counts))?;
    Ok(())
}
