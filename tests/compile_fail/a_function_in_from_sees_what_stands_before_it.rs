//! The arguments of a function in FROM are columns of what stands there.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let numbers = func::generate_series(1, Address.id).alias("numbers");
    conn.execute(select((User.id, numbers.columns())).cross_join(numbers))?;
    Ok(())
}

fn main() {}
