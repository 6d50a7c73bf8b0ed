//! A column that is NOT NULL is not compared with an `Option`: that is a filter that may be missing.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let wanted: Option<String> = None;
    conn.execute(select(User.id).filter(wanted.map(|name| User.name.eq(name))))?;
    // A nullable column is: `IS NULL`.
    conn.execute(select(User.id).filter(User.fullname.eq(None)).filter(User.name.eq(User.fullname)))?;
    Ok(())
}
