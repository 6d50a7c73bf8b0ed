//! The integration tests, in one binary: each module's first line says what belongs there.

#![expect(clippy::unwrap_used, reason = "what a test takes for granted may fail it")]

mod support;

// The engine: what runs statements.
mod engine;
mod errors_sqlite;
mod pool;
mod rows;
mod text;
mod transactions;

// Reflection: what is in a database.
mod reflection;
