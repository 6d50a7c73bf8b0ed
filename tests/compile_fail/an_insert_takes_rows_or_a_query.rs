//! An INSERT takes its rows from a query or as values, not both.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).from_select(User.name, select(Address.email_address)).value(NewUser::new("x")))?;
    Ok(())
}

fn main() {}
