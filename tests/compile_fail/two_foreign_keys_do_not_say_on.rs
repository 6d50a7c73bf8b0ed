//! Two foreign keys to one table: ON is not inferred.
#![allow(unused)]

use realgar::prelude::*;

mod flights {
    include!("../codegen/two_foreign_keys/expected/two_foreign_keys.rs");
}
use flights::{Airport, Flight};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(Flight.id).join(Airport))?;
    Ok(())
}

fn main() {}
