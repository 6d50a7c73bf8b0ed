//! A foreign key is given as a handle of the entity that it refers to, or as its key.
#![allow(unused)]

use realgar::prelude::*;

mod many_to_many {
    include!("../codegen/many_to_many/expected/many_to_many.rs");
}
use many_to_many::*;

fn run(item: Handle<Item>, tag: Handle<Tag>) {
    NewItemTag::new(item, tag);
    NewItemTag::new(1, "new");
    NewItemTag::new(item, String::from("old"));
}
