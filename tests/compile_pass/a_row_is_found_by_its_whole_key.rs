//! A row is looked up by all columns of its key.
#![allow(unused)]

use realgar::prelude::*;

mod composite_keys {
    include!("../codegen/composite_keys/expected/composite_keys.rs");
}
use composite_keys::*;

fn run(session: &mut Session) -> realgar::Result<()> {
    session.get(Seat, ("A", 3))?;
    session.get_one(Seat, (String::from("A"), 3))?;
    session.bulk_update_columns(Seat.broken, [(("A", 3), true)])?;
    Ok(())
}
