//! A table stands once in FROM, also in nested joins.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).join_nested(nested(Address).join(User), User.id.gt(1)))?;
    Ok(())
}

fn main() {}
