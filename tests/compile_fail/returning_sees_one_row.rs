//! RETURNING has a row for each row that was written.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).value(NewUser::new("sandy")).returning(func::count(User.id)))?;
    Ok(())
}

fn main() {}
