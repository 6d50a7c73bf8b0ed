//! The integration tests, in one binary: each module's first line says what belongs there.

mod support;

// The engine: what runs statements.
mod engine;
mod errors_sqlite;
mod pool;
mod rows;
mod text;
mod transactions;
