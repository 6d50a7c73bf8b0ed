//! What is loaded along with a query is a relationship of something in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(session: &mut Session) -> realgar::Result<()> {
    session.scalars(select(Address).options(selectin(User.addresses)))?;
    Ok(())
}

fn main() {}
