//! A subquery says which tables belong to the query around it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(
        select(User.name).filter(select(Address.id).correlate(User).filter(Address.user_id.eq(User.id)).exists()),
    )?;
    Ok(())
}
