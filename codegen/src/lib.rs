//! Compiles SQL schema files to typed Rust modules, in a build script.

mod model;
mod naming;
mod read;
mod report;
mod resolve;
mod syntax;
