//! The PostgreSQL driver on a real server: values, errors, transactions, streams, prepared statements, connections.

mod batches;
mod connections;
mod errors;
mod faults;
mod statements;
mod streams;
mod transactions;
mod undetermined;
mod values;

use realgar::Engine;

use crate::support::servers;

/// An engine with an empty schema of its own, if there is a server.
fn engine() -> Option<Engine> {
    Some(Engine::new(&url()?).unwrap())
}

/// The URL of that schema.
fn url() -> Option<String> {
    Some(servers::postgres_schema(&servers::postgres()?))
}
