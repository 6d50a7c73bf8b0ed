//! A row is looked up by a value of its key's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(session: &mut Session, sandy: Handle<User>) -> realgar::Result<()> {
    session.get(User, "sandy")?;
    session.get_one(User, sandy)?;
    session.get_for_update(User, None)?;
    session.bulk_update_columns(User.name, [("sandy", "sandra")])?;
    Ok(())
}

fn main() {}
