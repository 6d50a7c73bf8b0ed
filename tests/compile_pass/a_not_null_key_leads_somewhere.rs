//! A relationship whose foreign key is NOT NULL is not set to `None`.
#![allow(unused)]

use realgar::prelude::*;

mod collections {
    include!("../codegen/collections/expected/collections.rs");
}
use collections::*;

fn run(
    session: &mut Session,
    address: Handle<Address>,
    visit: Handle<Visit>,
    account: Handle<Account>,
) -> realgar::Result<()> {
    session.relate(address, Address.account, account)?;
    session.relate(visit, Visit.account, None)?;
    Ok(())
}
