//! Changes that the program makes to relationships, and what follows from them.

mod api;
pub(crate) mod cascade;
mod relate;
