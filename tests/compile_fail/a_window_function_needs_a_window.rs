//! `row_number()` alone has no meaning.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.name, func::row_number())))?;
    Ok(())
}

fn main() {}
