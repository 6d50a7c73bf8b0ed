//! RETURNING has a row for each row that was written.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let written = conn.execute(insert(User).value(NewUser::new("sandy")).returning(User.id))?.all().len();
    Ok(())
}
