//! A relationship whose foreign key is NOT NULL is not set to `None`.
#![allow(unused)]

use realgar::prelude::*;

mod collections {
    include!("../codegen/collections/expected/collections.rs");
}
use collections::{Account, Address, Visit};

fn run(session: &mut Session, address: Handle<Address>, visit: Handle<Visit>, account: Handle<Account>) -> realgar::Result<()> {
    session.relate(address, Address.account, None)?;
    session.relate(address, Address.account, Some(account))?;
    Ok(())
}

fn main() {}
