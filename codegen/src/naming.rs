//! Every decision about Rust names: SQL names in, identifiers out.
