//! The condition of a unique index is about columns of its table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(
        insert(User).value(NewUser::new("a")).on_conflict(User.name).index_where(Address.id.gt(1)).do_nothing(),
    )?;
    Ok(())
}

fn main() {}
