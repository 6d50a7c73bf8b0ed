//! A row struct is selected field by field, in order.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

row_struct! { struct Listed { name: String, nick: String } }

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select_as!(Listed { nick: User.name, name: User.name }))?;
    Ok(())
}

fn main() {}
