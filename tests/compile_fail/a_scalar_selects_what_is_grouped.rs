//! What a scalar subquery selects is grouped.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.name).filter(select(Address.id).group_by(Address.user_id).scalar().gt(1)))?;
    Ok(())
}

fn main() {}
