//! A side of a set operation is a query.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).union(Address.user_id))?;
    Ok(())
}

fn main() {}
