//! ON CONFLICT names columns of the table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).value(NewUser::new("x")).on_conflict(Address.id).do_nothing())?;
    Ok(())
}

fn main() {}
