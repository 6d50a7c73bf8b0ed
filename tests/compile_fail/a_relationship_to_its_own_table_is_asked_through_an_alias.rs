//! Inside `any` and `has`, a table's own columns would hide those of the query around.
#![allow(unused)]

use realgar::prelude::*;

mod self_reference {
    include!("../codegen/self_reference/expected/self_reference.rs");
}
use self_reference::Folder;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(Folder.name).filter(Folder.children.any(literal(true))))?;
    Ok(())
}

fn main() {}
