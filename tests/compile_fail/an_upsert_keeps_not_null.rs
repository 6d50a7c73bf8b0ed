//! ON CONFLICT DO UPDATE does not assign NULL to a NOT NULL column.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let row = insert(User).value(NewUser::new("x"));
    conn.execute(row.on_conflict(User.name).do_update().set(User.name, excluded(User.fullname)))?;
    Ok(())
}

fn main() {}
