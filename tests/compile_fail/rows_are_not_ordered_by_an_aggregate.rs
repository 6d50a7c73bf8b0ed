//! ORDER BY and the select list are one: columns beside an aggregate are grouped.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).join(Address).order_by(func::count(Address.id)))?;
    Ok(())
}

fn main() {}
