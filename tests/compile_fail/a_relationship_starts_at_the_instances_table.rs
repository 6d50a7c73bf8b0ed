//! A relationship is followed from an instance of the table where it starts.
// One function for each: the compiler reports a broken rule once in a function.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn related(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.related(sandy, Address.user)?;
    Ok(())
}

fn relate(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.relate(sandy, Address.user, sandy)?;
    Ok(())
}

fn append(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.append(address, User.addresses, address)?;
    Ok(())
}

fn remove(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.remove(address, User.addresses, address)?;
    Ok(())
}

fn main() {}
