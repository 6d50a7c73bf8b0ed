//! Changes that the program makes to relationships, and what follows from them.

pub(crate) mod cascade;
pub(crate) mod graph;
mod moved;
mod relate;
mod single_parent;
