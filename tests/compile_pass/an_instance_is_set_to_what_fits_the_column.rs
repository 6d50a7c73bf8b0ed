//! What the database computes for a column of an instance has the column's type.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, sandy: Handle<User>) -> realgar::Result<()> {
    session.set_expr(sandy, User.name, "sandy")?;
    session.set_expr(sandy, User.fullname, User.name)?;
    session.set_expr(sandy, User.name, func::coalesce(User.fullname, User.name))?;
    session.set_expr(sandy, User.id, User.id + 1)?;
    Ok(())
}
