//! Compiles SQL schema files to typed Rust modules, in a build script.
//!
//! ```no_run
//! // in the `main` of build.rs
//! realgar_build::compile("schema/tutorial.sql");
//! ```
//!
//! The application then includes the result: `mod tutorial { realgar::include_schema!("tutorial"); }`. [`Config`] has
//! all the options; [`generate`] is the same as a function from text to text.

// What goes in.
mod input;

// Read: SQL text to a resolved schema.
mod naming;
mod read;
mod report;
mod resolve;
mod syntax;

// The resolved schema.
mod model;

// Generate: the resolved schema to Rust text.
mod emit;
mod markdown;
mod output;

// Text to text: read, then generate.
mod pipeline;

// Write, and what a build script calls.
mod config;
mod error;
mod write;

pub use config::Config;
pub use error::Error;
pub use output::Output;
pub use realgar_metadata::Dialect;
pub use write::Summary;

use std::path::Path;

use realgar_metadata::MetaData;

use input::Source;

/// Compiles one schema file in a build script, for `realgar::include_schema!` to find by its name without `.sql`.
///
/// If the schema has mistakes, all of them are shown, and the build fails. [`Config`] has all the options.
pub fn compile(path: impl AsRef<Path>) {
    if let Err(error) = Config::new().file(path).compile() {
        error.exit();
    }
}

/// Generates the code for a schema that is given as pairs of path and text.
///
/// Reads and writes no files: the paths appear in headers and reports, and the configuration's own files and directory
/// are ignored.
///
/// # Errors
///
/// Returns everything that is wrong with the schema or the configuration.
///
/// # Examples
///
/// ```
/// let schema =
///     "CREATE TABLE planet (id INTEGER PRIMARY KEY, name TEXT NOT NULL);";
/// let files = [("schema/planets.sql", schema)];
/// let output =
///     realgar_build::generate(files, &realgar_build::Config::new())?;
///
/// let paths: Vec<&str> = output.files().map(|(path, _)| path).collect();
/// assert_eq!(paths, ["planets.rs", "planets/planet.rs"]);
/// # Ok::<(), realgar_build::Error>(())
/// ```
pub fn generate<P, T>(sources: impl IntoIterator<Item = (P, T)>, config: &Config) -> Result<Output, Error>
where
    P: Into<String>,
    T: Into<Vec<u8>>,
{
    let sources: Vec<Source> =
        sources.into_iter().map(|(path, text)| Source { path: path.into(), text: text.into() }).collect();
    let name = config.name_for(sources.first().map(|source| Path::new(&source.path)))?;
    config.output(&sources, name)
}

/// Reads a schema that is given as pairs of path and text, for programs that create or compare databases.
///
/// This is the schema that generated code has as `METADATA`, with what was skipped or guessed, a sentence each. Reads no
/// files.
///
/// # Errors
///
/// Returns everything that is wrong with the schema or the configuration.
///
/// # Examples
///
/// ```
/// use realgar_build::{Config, Dialect};
///
/// let files = [("shop.sql", "CREATE TABLE item (name LONGTEXT);")];
/// let config = Config::new().dialect(Dialect::MySql);
/// let (schema, notes) = realgar_build::metadata(files, &config)?;
///
/// let sql = schema.create_all_sql(Dialect::MySql).unwrap();
/// assert_eq!(sql, ["CREATE TABLE item (\n    name LONGTEXT\n)"]);
/// assert!(notes.is_empty());
/// # Ok::<(), realgar_build::Error>(())
/// ```
pub fn metadata<P, T>(
    sources: impl IntoIterator<Item = (P, T)>,
    config: &Config,
) -> Result<(MetaData, Vec<String>), Error>
where
    P: Into<String>,
    T: Into<Vec<u8>>,
{
    let sources: Vec<Source> =
        sources.into_iter().map(|(path, text)| Source { path: path.into(), text: text.into() }).collect();
    let name = config.name_for(sources.first().map(|source| Path::new(&source.path)))?;
    config.metadata(&sources, name)
}
