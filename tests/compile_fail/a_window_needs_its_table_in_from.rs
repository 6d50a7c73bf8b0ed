//! The keys of a window come from the tables of the query.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.name, func::rank().over().partition_by(Address.user_id))))?;
    Ok(())
}

fn main() {}
