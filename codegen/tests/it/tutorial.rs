//! The schemas that the tutorial and the README show can be compiled.

use std::fs;
use std::path::{Path, PathBuf};

use realgar_build::{Config, generate};

/// The pages of the tutorial, and the README.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut pages = vec![root.join("README.md"), root.join("schema/README.md"), root.join("src/tutorial.md")];
    pages
        .extend(fs::read_dir(root.join("src/tutorial")).expect("the pages").map(|entry| entry.expect("a page").path()));
    pages.sort();
    pages
}

/// The blocks of SQL that are schemas: marked so in the tutorial, and all of them in the READMEs.
fn schemas(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    for fence in ["```sql schema\n", "```sql\n"] {
        let found = text.split(fence).skip(1).filter_map(|rest| rest.split("```").next());
        blocks.extend(found.filter(|block| block.contains("CREATE TABLE") && block.starts_with("-- @dialect")));
    }
    blocks
}

#[test]
fn schemas_in_the_documentation_can_be_compiled() {
    let mut count = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).expect("a page");
        for schema in schemas(&text) {
            let output = generate([("schema/shown.sql", schema)], &Config::new());
            let output = output.unwrap_or_else(|error| panic!("{}: {error}\n{schema}", path.display()));
            assert!(output.files().count() > 1);
            count += 1;
        }
    }
    assert!(count >= 7, "only {count} schemas were found");
}

#[test]
fn the_enum_and_the_names_of_the_page_on_schema_files_are_the_ones_it_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("src/tutorial/schema.md")).expect("the page");
    let code: String = schemas(&text)
        .into_iter()
        .flat_map(|schema| {
            let output = generate([("schema/shown.sql", schema)], &Config::new()).expect("compiled above");
            output.files().map(|(_, code)| code.to_owned()).collect::<Vec<_>>()
        })
        .collect();
    for promised in [
        "pub struct Book ",
        "pub struct NewBook ",
        "title: impl Into<String>",
        "pub enum BookBinding",
        "Paperback",
        "pub struct Author ",
        "pub middle_name: ",
        "pub struct Novel ",
        "pub novels: ",
        "pub tags: ",
        "pub posts: ",
    ] {
        assert!(code.contains(promised), "`{promised}` is not generated");
    }
    assert!(!code.contains("pub legacy:"));
}
