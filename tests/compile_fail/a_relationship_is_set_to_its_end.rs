//! A relationship is set to an instance of the entity at its other end.
#![allow(unused)]

use realgar::prelude::*;

mod collections {
    include!("../codegen/collections/expected/collections.rs");
}
use collections::{Account, Address, Visit};

fn run(session: &mut Session, address: Handle<Address>, visit: Handle<Visit>, account: Handle<Account>) -> realgar::Result<()> {
    session.relate(address, Address.account, visit)?;
    session.relate(visit, Visit.account, address)?;
    session.relate(visit, Visit.account, Some(address))?;
    Ok(())
}

fn main() {}
