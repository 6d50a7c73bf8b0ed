//! A list for a column that is NOT NULL has no `None` in it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(User.name.in_([Some(String::from("sandy")), None])))?;
    Ok(())
}

fn main() {}
