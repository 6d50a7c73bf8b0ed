//! The same input gives the same bytes.

use std::collections::{BTreeMap, HashMap};

use realgar_build::{Config, Output};

use crate::case;

#[test]
fn the_same_schema_gives_the_same_bytes() {
    for folder in case::entries(&case::root()).into_iter().filter(|path| path.is_dir() && !path.ends_with("bad")) {
        let generate = || realgar_build::generate(case::sources(&folder), &Config::new().name("case")).expect("a case");
        assert_eq!(generate(), generate(), "{}", folder.display());
    }
}

#[test]
fn the_order_of_files_does_not_matter_to_a_table() {
    let files: HashMap<String, String> = (0..40)
        .map(|number| {
            let refers = format!("other_id INTEGER REFERENCES table_{} (id)", (number * 7 + 3) % 40);
            let text = format!("CREATE TABLE table_{number} (id INTEGER PRIMARY KEY, {refers});");
            (format!("{number}.sql"), text)
        })
        .collect();
    // A hash map of its own has its own order.
    let shuffled = || files.clone().into_iter().collect::<HashMap<_, _>>();
    let config = Config::new().name("shuffled");
    let first = modules(&realgar_build::generate(shuffled(), &config).expect("a schema"));
    let second = modules(&realgar_build::generate(shuffled(), &config).expect("a schema"));
    assert_eq!(first, second);
}

/// The modules without their header, which names the files in their order.
fn modules(output: &Output) -> BTreeMap<String, String> {
    let modules = output.files().filter(|(path, _)| path.contains('/'));
    modules.map(|(path, text)| (path.to_owned(), text.split_once('\n').expect("a header").1.to_owned())).collect()
}
