//! A query with a join has another type than one without; `join_if` joins or not.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection, wanted: bool) -> realgar::Result<()> {
    let query = select(User.id).join_if(wanted, Address, |query| query.filter(Address.id.gt(1)));
    conn.execute(query)?;
    Ok(())
}
