//! A column that is NOT NULL is not compared with an `Option`: that is a filter that may be missing.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let wanted: Option<String> = None;
    conn.execute(select(User.id).filter(User.name.eq(wanted)))?;
    Ok(())
}

fn main() {}
