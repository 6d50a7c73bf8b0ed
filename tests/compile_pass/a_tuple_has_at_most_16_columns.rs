//! A select list is a tuple of at most 16; longer ones are nested.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let id = User.id;
    conn.execute(select(((id, id, id, id, id, id, id, id, id), (id, id, id, id, id, id, id, id))))?;
    Ok(())
}
