//! A loader goes on from the table that the relationship before leads to.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(session: &mut Session) -> realgar::Result<()> {
    session.scalars(select(User).options(selectin(User.addresses).then(selectin(User.addresses))))?;
    Ok(())
}

fn main() {}
