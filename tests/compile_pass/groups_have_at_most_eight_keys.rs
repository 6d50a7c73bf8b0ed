//! GROUP BY has at most 8 keys; tuples in it may have as many again.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(
        select(User.id)
            .group_by(((User.id, User.name), (User.id, User.id, User.id, User.id, User.id, User.id, User.id, User.id))),
    )?;
    Ok(())
}

fn main() {}
