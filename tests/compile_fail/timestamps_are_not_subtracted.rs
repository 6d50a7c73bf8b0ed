//! A date is subtracted from a date; between timestamps, the unit is said.
#![allow(unused)]

use realgar::prelude::*;

fn run(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(select(func::now() - func::now()))?;
    Ok(())
}

fn main() {}
