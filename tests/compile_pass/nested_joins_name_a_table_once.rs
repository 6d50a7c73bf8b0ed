//! A table stands once in FROM, also in nested joins.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let other = alias!("other", User);
    conn.execute(select(User.id).join_nested(nested(Address).join(other), User.id.gt(1)))?;
    Ok(())
}
