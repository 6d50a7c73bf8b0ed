//! IN takes a query of the column's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(User.id.in_(select(Address.user_id))))?;
    Ok(())
}

fn main() {}
