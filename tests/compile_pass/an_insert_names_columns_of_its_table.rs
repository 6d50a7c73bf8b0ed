//! The columns of INSERT … SELECT are those of the table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).from_select(User.name, select(Address.email_address)))?;
    Ok(())
}
