//! Conditions on two columns have two types; `.of_table()` gives them one.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let any = vec![User.id.gt(1), User.name.eq("sandy")];
    conn.execute(select(User.id).filter(or_(any)))?;
    Ok(())
}

fn main() {}
