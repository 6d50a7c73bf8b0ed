//! A parameter that is kept knows the type of its values.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let name = param("name");
    let by_name = select(User.id).filter(User.name.eq(name)).prepare();
    conn.execute(by_name.bind(name, 1))?;
    Ok(())
}

fn main() {}
