//! Compiles the schemas of the run-time measurements.

fn main() {
    realgar_build::compile("schema/store.sql");
    realgar_build::compile("schema/members.sql");
    realgar_build::compile("schema/growth.sql");
}
