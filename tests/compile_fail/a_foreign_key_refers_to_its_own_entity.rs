//! A foreign key is given as a handle of the entity that it refers to, or as its key.
#![allow(unused)]

use realgar::prelude::*;

mod many_to_many {
    include!("../codegen/many_to_many/expected/many_to_many.rs");
}
use many_to_many::{Item, NewItemTag, Tag};

fn run(item: Handle<Item>, tag: Handle<Tag>) {
    NewItemTag::new(tag, "new");
    NewItemTag::new("new", "new");
    NewItemTag::new(item, tag).tag_name(5);
}

fn main() {}
