//! An INSERT takes insert structs.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{NewUser, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).values([NewUser::new("sandy")]))?;
    Ok(())
}

fn main() {}
