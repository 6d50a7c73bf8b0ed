//! Members are appended to collections and removed from them; a relationship to one row is set.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(session: &mut Session, sandy: Handle<User>, address: Handle<Address>) -> realgar::Result<()> {
    session.append(sandy, User.addresses, address)?;
    session.remove(sandy, User.addresses, address)?;
    Ok(())
}
