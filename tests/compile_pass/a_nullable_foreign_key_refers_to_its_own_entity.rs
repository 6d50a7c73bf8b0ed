//! A nullable foreign key is given as a handle, a key, or an `Option` of one.
#![allow(unused)]

use realgar::prelude::*;

mod self_reference {
    include!("../codegen/self_reference/expected/self_reference.rs");
}
use self_reference::*;

fn run(folder: Handle<Folder>, employee: Handle<Employee>) {
    NewFolder::new("etc").parent_id(folder);
    NewFolder::new("etc").parent_id(Some(folder));
    NewFolder::new("etc").parent_id(1);
    NewFolder::new("etc").parent_id(None::<i64>);
}
