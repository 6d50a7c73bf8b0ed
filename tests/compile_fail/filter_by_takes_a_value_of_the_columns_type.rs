//! `filter_by` takes a value of the column's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter_by(User.name, 1))?;
    Ok(())
}

fn main() {}
