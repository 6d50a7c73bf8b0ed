//! VALUES takes tuples.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let v = values("v", [1, 2]);
    Ok(())
}

fn main() {}
