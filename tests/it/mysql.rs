//! The MySQL driver on a real server: values, errors, transactions, streams, prepared statements, connections.

mod connections;
mod errors;
mod faults;
mod inserts;
mod statements;
mod streams;
mod transactions;
mod values;

use realgar::Engine;

use crate::support::servers;

/// An engine with an empty database of its own, if there is a server.
fn engine() -> Option<Engine> {
    Some(Engine::new(&url()?).unwrap())
}

/// The URL of that database.
fn url() -> Option<String> {
    Some(servers::mysql_database(&servers::mysql()?))
}
