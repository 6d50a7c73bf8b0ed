//! What is merged into a session is a row, alone or with others.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{NewUser, User};

fn run(session: &mut Session, row: User) -> realgar::Result<()> {
    session.merge(NewUser::new("sandy"))?;
    session.merge_all([5])?;
    Ok(())
}

fn main() {}
