//! Compiles the schema, for both libraries.

fn main() {
    let config = realgar_build::Config::new().file("schema/shop.sql").diesel(true);
    config.compile().unwrap_or_else(|error| error.exit());
}
