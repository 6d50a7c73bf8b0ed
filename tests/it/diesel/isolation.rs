//! The isolation level and the access mode of a transaction on Diesel's connections.

use realgar::Engine;

use super::{mysql_url, postgres_url};
use crate::beyond_one_machine::isolation::{levels, read_only};
use crate::support::Scratch;

#[test]
fn a_transaction_has_its_level_and_mode_on_diesels_connection_to_postgresql() {
    let Some(url) = postgres_url() else { return };
    let url = url.replacen("postgresql://", "postgresql+diesel://", 1);
    levels(&url, true);
    read_only(&Engine::new(&url).unwrap());
}

#[test]
fn a_transaction_has_its_level_and_mode_on_diesels_connection_to_mysql() {
    let Some(url) = mysql_url() else { return };
    let url = url.replacen("mysql://", "mysql+diesel://", 1);
    levels(&url, false);
    read_only(&Engine::new(&url).unwrap());
}

#[test]
fn a_transaction_has_its_mode_on_diesels_connection_to_sqlite() {
    let scratch = Scratch::new();
    let engine = Engine::new(&scratch.url("mode.db").replacen("sqlite:", "sqlite+diesel:", 1)).unwrap();
    engine.begin(|conn| conn.execute(realgar::text("CREATE TABLE number (n int)"))).unwrap();
    read_only(&engine);
}
