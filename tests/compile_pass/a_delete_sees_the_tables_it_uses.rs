//! DELETE sees the columns of its table and of those it uses.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(delete(Address).using(User).filter(User.id.eq(Address.user_id)))?;
    Ok(())
}
