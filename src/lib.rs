#![doc = include_str!("../README.md")]

#[doc(hidden)]
pub mod codegen_support;
pub mod driver;
pub mod engine;
mod entity;
pub mod error;
mod inspector;
mod missing_features;
pub mod prelude;
pub mod query;
pub mod relationship;
pub mod session;
pub mod sql;
pub mod statement;
#[cfg(feature = "tokio")]
pub mod tokio;
#[cfg(any(doc, doctest))]
pub mod tutorial;
pub mod types;

pub use driver::{Outcome, Url};
pub use engine::{Connection, Engine};
pub use error::{Error, ErrorKind, Result};
pub use inspector::Inspector;
pub use realgar_metadata as metadata;
pub use realgar_metadata::MetaData;
pub use relationship::{contains_eager, joined, raise, selectin};
pub use session::{Handle, Session, SessionMaker};
pub use sql::Dialect;
pub use sql::value::{EnumName, Kind, Value, ValueRef};
pub use statement::{FromRow, FromValue, Page, Params, Row, Rows, text};

/// The version of this library.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Includes the modules that the build script generated from `schema/<name>.sql`: `realgar::include_schema!("tutorial")`
/// inside `mod tutorial { … }`.
#[macro_export]
macro_rules! include_schema {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/realgar/", $name, ".rs"));
    };
}
