//! What is added to a session is an insert struct.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, row: User) -> realgar::Result<()> {
    session.add(NewUser::new("sandy"));
    session.merge(row)?;
    session.add_all([NewUser::new("sandy")]);
    session.bulk_insert([NewUser::new("sandy")])?;
    Ok(())
}
