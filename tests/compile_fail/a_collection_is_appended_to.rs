//! Members are appended to collections and removed from them; a relationship to one row is set.
// One function for each: the compiler reports a broken rule once in a function.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn append(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.append(address, Address.user, sandy)?;
    Ok(())
}

fn remove(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.remove(address, Address.user, sandy)?;
    Ok(())
}

fn main() {}
