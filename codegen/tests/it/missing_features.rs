//! A program whose schema needs features that it has not switched on.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use realgar_build::Config;

const SCHEMA: &str = "
    CREATE TABLE visit (
        id       INTEGER PRIMARY KEY,
        place    UUID NOT NULL,
        day      DATE NOT NULL,
        moment   TIMESTAMP,
        instant  TIMESTAMP WITH TIME ZONE,
        clock    TIME,
        price    NUMERIC(8, 2),
        document JSON,
        more     JSON NOT NULL
    );";

/// The library's folder.
fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder around it").to_owned()
}

#[test]
fn each_missing_feature_is_one_error_that_names_it() {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("missing_features");
    fs::create_dir_all(program.join("src/visits")).expect("a writable folder");
    let output = realgar_build::generate([("visits.sql", SCHEMA)], &Config::new().serde(true)).expect("a schema");
    for (path, text) in output.files() {
        fs::write(program.join("src").join(path), text).expect("written");
    }
    fs::write(program.join("src/lib.rs"), "mod visits;\n").expect("written");
    let manifest = format!(
        "[package]\nname = \"visitor\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nrealgar = {{ path = {:?}, default-features = false }}\n",
        library().display().to_string()
    );
    fs::write(program.join("Cargo.toml"), manifest).expect("written");
    // The versions that are there already.
    fs::copy(library().join("Cargo.lock"), program.join("Cargo.lock")).expect("copied");

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let checked = Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--message-format", "short"])
        .current_dir(&program)
        .env("CARGO_TARGET_DIR", program.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&checked.stderr);
    let errors: Vec<&str> = said.lines().filter(|line| line.contains(": error")).collect();
    for feature in ["chrono", "decimal", "json", "uuid", "serde"] {
        let naming = errors.iter().filter(|error| error.contains(&format!("the feature `{feature}` of `realgar`")));
        assert_eq!(naming.count(), 1, "{feature}:\n{said}");
    }
    // Two more of the derives, which the compiler looks for before it stops.
    let others = errors.iter().filter(|error| !error.contains("of `realgar`") && !error.contains("serde"));
    assert_eq!(others.count(), 0, "{said}");
}
