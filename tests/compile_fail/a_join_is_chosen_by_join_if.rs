//! A query with a join has another type than one without; `join_if` joins or not.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection, wanted: bool) -> realgar::Result<()> {
    let query = if wanted { select(User.id).join(Address) } else { select(User.id) };
    conn.execute(query)?;
    Ok(())
}

fn main() {}
