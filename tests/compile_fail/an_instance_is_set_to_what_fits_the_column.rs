//! What the database computes for a column of an instance has the column's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(session: &mut Session, sandy: Handle<User>) -> realgar::Result<()> {
    session.set_expr(sandy, User.name, 5)?;
    session.set_expr(sandy, User.name, User.id)?;
    session.set_expr(sandy, User.name, User.fullname)?;
    session.set_expr(sandy, User.name, Address.email_address)?;
    session.set_expr(sandy, User.id, func::max(User.id))?;
    Ok(())
}

fn main() {}
