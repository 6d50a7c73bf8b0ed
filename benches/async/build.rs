//! Compiles the schema.

fn main() {
    realgar_build::compile("schema/forum.sql");
}
