//! Window functions are computed after WHERE: filter a subquery.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(func::row_number().over().order_by(User.id).eq(1)))?;
    Ok(())
}

fn main() {}
