//! A relationship to one row is set; a collection is appended to.
// One function for each: the compiler reports a broken rule once in a function.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn relate(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.relate(sandy, User.addresses, address)?;
    Ok(())
}

fn relate_to_none(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.relate(sandy, User.addresses, None)?;
    Ok(())
}

fn main() {}
