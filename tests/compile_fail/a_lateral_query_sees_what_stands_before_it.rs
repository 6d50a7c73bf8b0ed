//! A LATERAL query is correlated with what stands before it in FROM.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let newest = select(User.id).correlate(Address).filter(User.id.eq(Address.user_id)).lateral("newest");
    conn.execute(select((User.name, newest.columns())).cross_join(newest))?;
    Ok(())
}

fn main() {}
