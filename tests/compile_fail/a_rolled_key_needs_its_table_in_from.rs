//! Keys of ROLLUP are columns of tables in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::count(User.id)).group_by(rollup(Address.user_id)))?;
    Ok(())
}

fn main() {}
