//! HAVING is about groups: without GROUP BY no plain column is selected beside it.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(User.id).group_by(User.id).having(func::count(User.id).gt(1)))?;
    conn.execute(select(func::count(User.id)).having(func::count(User.id).gt(1)))?;
    // Both may stand before the GROUP BY that the select list is waiting for.
    let addresses = func::count(Address.id);
    conn.execute(
        select((User.name, &addresses)).join(Address).having(addresses.gt(1)).order_by(User.id).group_by(User.id),
    )?;
    Ok(())
}
