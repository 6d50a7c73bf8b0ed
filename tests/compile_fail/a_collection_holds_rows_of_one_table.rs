//! A member of a collection is an instance of the entity at the other end.
#![allow(unused)]

use realgar::prelude::*;

mod many_to_many {
    include!("../codegen/many_to_many/expected/many_to_many.rs");
}
use many_to_many::{Item, Tag};

fn run(session: &mut Session, item: Handle<Item>, tag: Handle<Tag>) -> realgar::Result<()> {
    session.append(item, Item.tags, item)?;
    session.remove(tag, Tag.items, tag)?;
    Ok(())
}

fn main() {}
