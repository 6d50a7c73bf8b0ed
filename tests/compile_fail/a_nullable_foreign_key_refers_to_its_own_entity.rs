//! A nullable foreign key is given as a handle, a key, or an `Option` of one.
#![allow(unused)]

use realgar::prelude::*;

mod self_reference {
    include!("../codegen/self_reference/expected/self_reference.rs");
}
use self_reference::{Employee, Folder, NewFolder};

fn run(folder: Handle<Folder>, employee: Handle<Employee>) {
    NewFolder::new("etc").parent_id(employee);
    NewFolder::new("etc").parent_id(Some(employee));
    NewFolder::new("etc").parent_id("usr");
}

fn main() {}
