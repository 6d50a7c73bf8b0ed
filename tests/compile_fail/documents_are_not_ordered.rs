//! JSON documents have no order.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::User;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).order_by(literal(serde_json::Value::Null).asc()))?;
    Ok(())
}

fn main() {}
