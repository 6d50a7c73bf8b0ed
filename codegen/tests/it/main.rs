//! What the schema compiler does to whole files, seen from outside.

// Schema in, Rust out: the files under tests/codegen/<case>/expected. They are written anew when the environment has
// REALGAR_UPDATE_GOLDENS=1, and are also compiled against the library by its own tests.
mod golden;

// Bad schema in, report out: tests/codegen/bad.
mod bad_schemas;

// The same input gives the same bytes, whatever the order of the files.
mod deterministic;

// How much is generated for a column, and how it is laid out.
mod budget;

// What is written to disk, and what is left alone.
mod writing;

// What `Config` changes in the generated code.
mod options;

// The same schema for Diesel.
mod diesel;

// The schemas that the library's tutorial shows.
mod tutorial;

// Schemas of others, where the environment has REALGAR_CASES=<directory>.
mod real_dumps;

// Which module may import which.
mod house;

/// Folders of cases, and files that are compared or written anew.
mod case;
