//! A list of conditions is joined: by AND or by OR.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    let conditions = vec![User.name.eq("sandy"), User.name.eq("patrick")];
    conn.execute(select(User.id).filter(or_(conditions)))?;
    conn.execute(select(User.id).filter(User.name.eq("sandy") | User.fullname.is_null()))?;
    Ok(())
}
