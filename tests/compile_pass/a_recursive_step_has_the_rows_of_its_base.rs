//! The step of a recursive query selects what its base does.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let tree = recursive_cte("tree", select(User.id), |tree| select(User.id + 1).select_from(User));
    Ok(())
}
