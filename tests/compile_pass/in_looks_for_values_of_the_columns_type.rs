//! IN takes values of the column's type, in whatever list they are.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).filter(User.name.in_(vec!["a", "b"])))?;
    Ok(())
}

fn main() {}
