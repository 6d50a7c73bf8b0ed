//! Without GROUP BY, plain columns and aggregates do not mix.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.name, func::count(Address.id))).join(Address))?;
    Ok(())
}

fn main() {}
