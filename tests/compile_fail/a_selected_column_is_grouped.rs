//! With GROUP BY, a selected column is grouped or aggregated.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select((User.name, func::count(Address.id))).join(Address).group_by(User.fullname))?;
    Ok(())
}

fn main() {}
