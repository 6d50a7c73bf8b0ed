//! What is added to a session is an insert struct.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(session: &mut Session, row: User) -> realgar::Result<()> {
    session.add(5);
    session.add(row);
    session.add_all(["sandy"]);
    session.bulk_insert(["sandy"])?;
    Ok(())
}

fn main() {}
