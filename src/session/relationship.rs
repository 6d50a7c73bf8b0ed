//! What is known of the relationships between instances, and which calls a relationship allows.

pub(crate) mod associations;
pub(crate) mod backref;
pub(crate) mod cascaded;
pub(crate) mod collections;
pub(crate) mod foreign_key;
pub(crate) mod members;
pub(crate) mod parent;
pub(crate) mod rules;
pub(crate) mod state;
pub(crate) mod unflushed;
