//! Inside `any` and `has`, a table's own columns would hide those of the query around.
#![allow(unused)]

use realgar::prelude::*;

mod self_reference {
    include!("../codegen/self_reference/expected/self_reference.rs");
}
use self_reference::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let outer = alias!("outer_folder", Folder);
    conn.execute(select(outer.name).filter(outer.children.any(Folder.name.ne(outer.name))))?;
    Ok(())
}
