//! The sides of a set operation have as many columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.id, User.name)).union_all(select((Address.id, Address.email_address))))?;
    Ok(())
}
