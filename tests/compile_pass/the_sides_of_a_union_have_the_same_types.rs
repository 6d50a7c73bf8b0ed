//! The sides of a set operation have columns of the same types.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    // Whether they are nullable does not matter: the result is.
    let names: Vec<Option<String>> = conn.execute(select(User.name).union(select(User.fullname)))?.all();
    Ok(())
}
