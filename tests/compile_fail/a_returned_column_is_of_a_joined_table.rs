//! RETURNING names columns of the written table and of those that are joined.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(update(User).set(User.name, "a").all_rows().returning_joined(Address.id))?;
    Ok(())
}

fn main() {}
