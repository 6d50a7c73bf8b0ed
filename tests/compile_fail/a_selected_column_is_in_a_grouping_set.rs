//! With GROUPING SETS, a selected column is in one of the sets.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let sets = grouping_sets(((Address.user_id, Address.id), (Address.user_id,), ()));
    conn.execute(select((Address.email_address, func::count_all())).group_by(sets))?;
    Ok(())
}

fn main() {}
