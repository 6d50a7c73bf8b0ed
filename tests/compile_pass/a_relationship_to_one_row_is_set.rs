//! A relationship to one row is set; a collection is appended to.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.relate(address, Address.user, sandy)?;
    session.append(sandy, User.addresses, address)?;
    Ok(())
}
