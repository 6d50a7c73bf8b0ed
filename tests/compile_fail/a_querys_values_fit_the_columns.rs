//! What INSERT … SELECT inserts has the types of the columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(Address).from_select((Address.email_address, Address.user_id), select((User.id, User.id))))?;
    Ok(())
}

fn main() {}
