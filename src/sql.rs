//! The untyped half of the query language: statement trees, values, and their rendering. No type parameters here.

pub mod ast;
pub mod columns;
pub mod compiled;
mod grouped;
mod literal;
pub(crate) mod names;
pub mod prepared;
pub mod render;
pub(crate) mod shape;
pub(crate) mod source_name;
pub mod text_sql;
pub mod value;
#[cfg(feature = "serde")]
mod value_serde;

pub use realgar_metadata::Dialect;
