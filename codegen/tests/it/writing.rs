//! What is written to disk, and what is left alone.

use std::fs;
use std::path::PathBuf;

use realgar_build::Config;

/// A directory for one test, empty at its start.
fn directory(test: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a writable directory");
    directory
}

#[test]
fn only_what_changed_is_written() {
    let directory = directory("only_what_changed_is_written");
    let schema = directory.join("shop.sql");
    let generated = directory.join("generated");
    let compile = || Config::new().file(&schema).out_dir(&generated).compile().expect("a schema");

    fs::write(&schema, "CREATE TABLE a (id INTEGER PRIMARY KEY, w TEXT);\nCREATE TABLE b (id INTEGER PRIMARY KEY);")
        .expect("written");
    let summary = compile();
    assert_eq!((summary.table_count(), summary.files().len(), summary.written_count()), (2, 3, 3));
    assert!(generated.join("shop.rs").is_file() && generated.join("shop/a.rs").is_file());

    assert_eq!(compile().written_count(), 0, "nothing changed");

    fs::write(
        &schema,
        "CREATE TABLE a (id INTEGER PRIMARY KEY, w TEXT, x TEXT);\nCREATE TABLE b (id INTEGER PRIMARY KEY);",
    )
    .expect("written");
    assert_eq!(compile().written_count(), 1, "only `a` changed");
}

#[test]
fn files_of_tables_that_are_gone_are_removed() {
    let directory = directory("files_of_tables_that_are_gone_are_removed");
    let schema = directory.join("shop.sql");
    let compile = || Config::new().file(&schema).out_dir(&directory).compile().expect("a schema");
    fs::write(&schema, "CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE TABLE b (id INTEGER PRIMARY KEY);")
        .expect("written");
    compile();
    fs::write(directory.join("shop/mine.rs"), "// written by hand\n").expect("written");

    fs::write(&schema, "CREATE TABLE b (id INTEGER PRIMARY KEY);").expect("written");
    compile();
    assert!(!directory.join("shop/a.rs").exists(), "its table is gone");
    assert!(directory.join("shop/b.rs").exists());
    assert!(directory.join("shop/mine.rs").exists(), "it is not ours");
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::new().file("schema/no_such_file.sql").out_dir("never").compile().expect_err("no file");
    assert!(error.to_string().starts_with("cannot read the schema file `schema/no_such_file.sql`: "), "{error}");
    assert!(!error.is_schema());
}

#[test]
fn a_schema_needs_a_file_and_a_name() {
    let error = Config::new().compile().expect_err("no file");
    assert_eq!(error.to_string(), "no schema file is given; name one with `Config::file`");
    let error = Config::new().file("a.sql").name("../a").compile().expect_err("no file name");
    assert_eq!(error.to_string(), "the schema's name `../a` cannot be a file name; use `Config::name`");
}
