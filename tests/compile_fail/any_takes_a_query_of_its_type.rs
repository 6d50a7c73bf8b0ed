//! ANY and ALL compare with a query of the same type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(User.id.eq_any(select(Address.email_address))))?;
    Ok(())
}

fn main() {}
