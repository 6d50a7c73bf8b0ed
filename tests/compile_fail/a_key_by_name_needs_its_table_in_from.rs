//! A column that is found by its name is one of a table in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(Address).order_by(User.column_by_name("name")))?;
    Ok(())
}

fn main() {}
