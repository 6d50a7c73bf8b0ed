//! UPDATE joins a table once.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).join(Address).join(Address).set(User.name, "x").all_rows())?;
    Ok(())
}

fn main() {}
