//! Compiles the schema of the run-time measurements.

fn main() {
    realgar_build::compile("schema/store.sql");
}
