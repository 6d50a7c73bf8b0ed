//! DELETE sees the columns of its table and of those it uses.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(delete(Address).filter(User.id.eq(Address.user_id)))?;
    Ok(())
}

fn main() {}
