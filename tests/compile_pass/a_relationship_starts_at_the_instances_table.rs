//! A relationship is followed from an instance of the table where it starts.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    let _: Handle<User> = session.related(address, Address.user)?;
    session.relate(address, Address.user, sandy)?;
    session.append(sandy, User.addresses, address)?;
    session.remove(sandy, User.addresses, address)?;
    Ok(())
}
