//! ON CONFLICT DO UPDATE does not assign NULL to a NOT NULL column.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let row = insert(User).value(NewUser::new("x"));
    let new = excluded(User);
    conn.execute(row.on_conflict(User.name).do_update().set(User.name, func::coalesce(new.fullname, new.name)))?;
    Ok(())
}
