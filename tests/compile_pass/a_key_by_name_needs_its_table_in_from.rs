//! A column that is found by its name is one of a table in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(Address).order_by(Address.column_by_name("email_address")))?;
    Ok(())
}
