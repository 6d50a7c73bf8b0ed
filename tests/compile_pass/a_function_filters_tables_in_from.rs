//! What a function filters has its table in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn named<Q: Filterable<User>>(query: Q) -> Q {
    query.filter_on(User.name.eq("sandy"))
}

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(named(select(Address.id).join(User)))?;
    Ok(())
}
