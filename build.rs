//! Compiles this repository's own schemas, `schema/*.sql`, for its tests, examples and benches.
//!
//! Not part of the published package. The feature `_schemas` is switched on by the package's dev-dependency on itself,
//! so that a plain `cargo build` does not wait for the schema compiler either.

#[cfg(not(feature = "_schemas"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "_schemas")]
fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=schema");
    let mut paths: Vec<_> =
        std::fs::read_dir("schema")?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    for path in &paths {
        // One schema goes into JSON and comes out of it.
        let with_serde = path.file_stem().is_some_and(|name| name == "members");
        realgar_build::Config::new()
            .file(path)
            .serde(with_serde)
            .diesel(true)
            .compile()
            .unwrap_or_else(|error| error.exit());
    }
    Ok(())
}
