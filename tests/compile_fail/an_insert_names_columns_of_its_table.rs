//! The columns of INSERT … SELECT are those of the table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).from_select(Address.email_address, select(User.name)))?;
    Ok(())
}

fn main() {}
