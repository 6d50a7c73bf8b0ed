//! UPDATE sees the columns of its own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).set(User.name, "x").filter(Address.id.eq(1)))?;
    Ok(())
}

fn main() {}
