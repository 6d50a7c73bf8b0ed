//! A row has the types of its columns.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let _: Vec<(i32, String)> = conn.execute(select((User.id, User.name)))?.all();
    Ok(())
}
