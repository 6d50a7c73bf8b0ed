//! What may be NULL is not inserted into a NOT NULL column.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(Address).from_select((Address.email_address, Address.user_id), select((User.fullname, User.id))))?;
    Ok(())
}

fn main() {}
