//! What the measurements have in common. Each question is a binary in `bin/`; README.md tells how to read the answers.

pub mod arguments;
pub mod command;
pub mod contest;
pub mod markdown;
pub mod program;
pub mod scratch;
pub mod statistics;
