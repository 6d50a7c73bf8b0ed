//! Window functions are computed after WHERE: filter a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let ranked = select((User.name, func::row_number().over().order_by(User.id))).subquery("ranked");
    let (name, number) = ranked.columns();
    conn.execute(select(name).select_from(&ranked).filter(number.eq(1)))?;
    Ok(())
}
