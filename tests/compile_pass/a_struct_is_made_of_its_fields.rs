//! A row struct's fields have the types of their columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

row_struct! { struct Listed { name: String, fullname: Option<String> } }

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select_as!(Listed { name: User.name, fullname: User.fullname }))?;
    Ok(())
}
