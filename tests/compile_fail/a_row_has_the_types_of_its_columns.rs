//! A row has the types of its columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let _: Vec<(i64, String)> = conn.execute(select((User.id, User.name)))?.all();
    Ok(())
}

fn main() {}
