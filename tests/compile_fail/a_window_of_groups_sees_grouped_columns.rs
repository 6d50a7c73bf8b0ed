//! The keys of a window in a grouped query are grouped columns or aggregates.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::Address;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((Address.user_id, func::rank().over().order_by(Address.id))).group_by(Address.user_id))?;
    Ok(())
}

fn main() {}
