//! A row is looked up by all columns of its key.
#![allow(unused)]

use realgar::prelude::*;

mod composite_keys {
    include!("../codegen/composite_keys/expected/composite_keys.rs");
}
use composite_keys::Seat;

fn run(session: &mut Session) -> realgar::Result<()> {
    session.get(Seat, 3)?;
    session.get(Seat, (3, "A"))?;
    session.get(Seat, ("A", 3, 1))?;
    Ok(())
}

fn main() {}
