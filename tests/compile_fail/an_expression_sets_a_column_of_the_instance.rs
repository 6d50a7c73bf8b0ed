//! `set_expr` sets a column of the instance's own table.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.set_expr(sandy, Address.email_address, "sandy@sqlalchemy.org")?;
    session.set_expr(address, User.name, func::upper(User.name))?;
    Ok(())
}

fn main() {}
