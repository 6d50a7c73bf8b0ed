//! ON CONFLICT DO UPDATE sees the row that is there and the one that is not.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let row = insert(User).value(NewUser::new("x"));
    conn.execute(row.on_conflict(User.name).do_update().set(User.fullname, Address.email_address))?;
    Ok(())
}

fn main() {}
