//! The session: what it writes, in which order, and what memory says afterwards.

mod expressions;
mod flush;
mod identity;
mod relationships;
mod statements;
mod trace;
