//! A relationship is set to an instance of the entity at its other end.
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
    session.relate(visit, Visit.account, account)?;
    session.relate(visit, Visit.account, Some(account))?;
    Ok(())
}
