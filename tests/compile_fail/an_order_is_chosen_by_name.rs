//! Keys on two columns have two types; a name chooses one of them.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection, by_name: bool) -> realgar::Result<()> {
    let key = if by_name { User.name.asc() } else { User.id.desc() };
    conn.execute(select(User.id).order_by(key))?;
    Ok(())
}

fn main() {}
