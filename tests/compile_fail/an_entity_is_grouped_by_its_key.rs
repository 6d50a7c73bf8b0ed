//! An entity is selected from a group of its primary key.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User, func::count(Address.id))).join(Address).group_by(User.name))?;
    Ok(())
}

fn main() {}
