//! Rows of a view have no primary key: they are selected, and not looked up.
#![allow(unused)]

use realgar::prelude::*;

mod views {
    include!("../codegen/views/expected/views.rs");
}
use views::*;

fn run(session: &mut Session) -> realgar::Result<()> {
    session.get(Sale, 1)?;
    let rows: Vec<Turnover> = session.scalars(select(Turnover))?.all();
    Ok(())
}
