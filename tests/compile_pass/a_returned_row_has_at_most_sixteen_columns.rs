//! RETURNING has at most 16 members; tuples in it may have as many again.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(delete(User).all_rows().returning((
        (User.id, User.id, User.id, User.id, User.id, User.id, User.id, User.id),
        (User.id, User.id, User.id, User.id, User.id, User.id, User.id, User.id, User.id),
    )))?;
    Ok(())
}

fn main() {}
