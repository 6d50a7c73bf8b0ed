//! A query that is inserted has as many columns as are named.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).from_select((User.name, User.fullname), select((Address.email_address,))))?;
    Ok(())
}

fn main() {}
