//! A condition's table has to stand in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(Address.id.eq(1)))?;
    Ok(())
}

fn main() {}
