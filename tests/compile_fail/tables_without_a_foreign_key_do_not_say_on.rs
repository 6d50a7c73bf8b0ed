//! No foreign key between the tables: ON is not inferred.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;
mod flights {
    include!("../codegen/two_foreign_keys/expected/two_foreign_keys.rs");
}
use flights::Airport;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).join(Airport))?;
    Ok(())
}

fn main() {}
