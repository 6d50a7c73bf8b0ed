//! Text is no date until it is cast.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::extract(Field::Year, User.name)))?;
    Ok(())
}

fn main() {}
