//! Text is no date until it is cast.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::extract(Field::Year, User.name.cast::<realgar::types::Date>())))?;
    Ok(())
}
