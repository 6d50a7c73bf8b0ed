//! Rows of a view have no primary key: they are selected, and not looked up.
#![allow(unused)]

use realgar::prelude::*;

mod views {
    include!("../codegen/views/expected/views.rs");
}
use views::{Sale, Turnover};

fn run(session: &mut Session) -> realgar::Result<()> {
    session.get(Turnover, 1)?;
    session.get_one(1, Sale)?;
    Ok(())
}

fn main() {}
