//! A row is looked up by a value of its key's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, sandy: Handle<User>) -> realgar::Result<()> {
    session.get(User, 1)?;
    session.get_one(User, 1_i16)?;
    session.get_for_update(User, session[sandy].id)?;
    session.bulk_update_columns(User.name, [(1, "sandra")])?;
    Ok(())
}
