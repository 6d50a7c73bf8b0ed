//! A list of conditions is joined: by AND or by OR.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let conditions = vec![User.name.eq("sandy"), User.name.eq("patrick")];
    conn.execute(select(User.id).filter(conditions))?;
    Ok(())
}

fn main() {}
