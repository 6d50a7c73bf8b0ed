//! A row goes into its own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(Address).value(NewAddress::new("a@b", 1)))?;
    Ok(())
}
