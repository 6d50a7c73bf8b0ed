//! JSON documents are not told apart.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let document = literal(serde_json::Value::Null);
    conn.execute(select((User.id, func::row_number().over().partition_by(document))))?;
    Ok(())
}

fn main() {}
