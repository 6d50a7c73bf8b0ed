//! The same input gives the same bytes.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use realgar_build::Config;

use crate::case;

#[test]
fn the_same_schema_gives_the_same_bytes() {
    for folder in case::entries(&case::root()).into_iter().filter(|path| path.is_dir() && !path.ends_with("bad")) {
        let generate = || realgar_build::generate(case::sources(&folder), &Config::new().name("case")).expect("a case");
        assert_eq!(generate(), generate(), "{}", folder.display());
    }
}

#[test]
fn the_order_in_which_a_directory_lists_its_files_does_not_matter() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("the_order_of_files");
    fs::create_dir_all(&directory).expect("a writable directory");
    for number in 0..40 {
        let refers = format!("other_id INTEGER REFERENCES table_{} (id)", (number * 7 + 3) % 40);
        let text = format!("CREATE TABLE table_{number} (id INTEGER PRIMARY KEY, {refers});");
        fs::write(directory.join(format!("{number}.sql")), text).expect("a writable file");
    }
    // A hash set of its own has its own order.
    let paths = || (0..40).map(|number| directory.join(format!("{number}.sql"))).collect::<HashSet<PathBuf>>();
    let compile = || {
        let config = Config::new().files(paths()).name("shuffled").out_dir(directory.join("generated"));
        config.compile().expect("a schema")
    };
    assert_eq!(compile().table_count(), 40);
    assert_eq!(compile().written_count(), 0, "the bytes are the same");
}
