//! The columns of a join that may be missing are used inside it only.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User).join_if(true, Address, |query| query).filter(Address.id.eq(1)))?;
    Ok(())
}

fn main() {}
