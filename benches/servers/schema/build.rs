//! Compiles the schema of the measurements.

fn main() {
    realgar_build::compile("schema/shop.sql");
}
