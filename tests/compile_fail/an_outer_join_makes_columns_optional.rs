//! The columns of an outer join decode to `Option`.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let _: Vec<(String, String)> = conn.execute(select((User.name, Address.email_address)).left_join(Address))?.all();
    Ok(())
}

fn main() {}
