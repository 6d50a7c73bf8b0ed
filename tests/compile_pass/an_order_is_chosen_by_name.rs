//! Keys on two columns have two types; a name chooses one of them.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection, by_name: bool) -> realgar::Result<()> {
    let key = User.column_by_name(if by_name { "name" } else { "id" }).map(|key| key.descending(!by_name));
    conn.execute(select(User.id).order_by(key))?;
    Ok(())
}
