//! A predicate on one table uses no other.
#![allow(unused)]

use realgar::prelude::*;

mod tutorial {
    include!("../codegen/tutorial/expected/tutorial.rs");
}
use tutorial::{Address, User};

fn found() -> Predicate<User> {
    User.id.eq(Address.user_id).of_table()
}

fn main() {}
