//! A row goes into its own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{NewAddress, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).value(NewAddress::new("a@b", 1)))?;
    Ok(())
}

fn main() {}
