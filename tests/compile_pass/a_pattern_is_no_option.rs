//! A pattern that may be missing is a filter that may be missing.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let wanted = Some(String::from("sandy"));
    conn.execute(select(User.id).filter(wanted.map(|text| User.name.contains(text))))?;
    Ok(())
}
