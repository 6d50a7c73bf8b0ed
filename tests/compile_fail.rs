//! Each typing rule has a program that must not compile, whose error begins with our own sentence, and a legal twin.

use std::fs;
use std::path::Path;

/// Rules that the language itself enforces: no field, no `Option`. The message is the compiler's.
const SAID_BY_RUSTC: [&str; 3] =
    ["a_column_is_in_the_schema", "a_row_has_the_types_of_its_columns", "an_outer_join_makes_columns_optional"];

/// What an error begins with when the compiler found no sentence of ours.
const NOT_OURS: [&str; 4] = ["the trait bound", "type annotations needed", "type mismatch", "the method"];

#[test]
fn programs_that_break_a_rule_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

#[test]
fn each_message_begins_with_our_own_sentence() {
    let mut checked = 0;
    for case in cases("tests/compile_fail", "stderr") {
        let name = case.file_stem().and_then(|stem| stem.to_str()).expect("a file name in this repository is UTF-8");
        let message = fs::read_to_string(&case).expect("the message can be read");
        let first = message.lines().next().expect("the message has a line");
        checked += 1;
        if SAID_BY_RUSTC.contains(&name) {
            continue;
        }
        let sentence = first.strip_prefix("error[E0277]: ").unwrap_or_else(|| panic!("{name}: {first}"));
        assert!(!NOT_OURS.iter().any(|words| sentence.starts_with(words)), "{name}: {first}");
    }
    assert!(checked > 30, "only {checked} messages were found");
}

#[test]
fn each_rule_has_a_legal_twin() {
    let compiled = fs::read_to_string("tests/compile_pass.rs").expect("the list of twins is there");
    for case in cases("tests/compile_fail", "rs") {
        let twin = Path::new("tests/compile_pass").join(case.file_name().expect("it is a file"));
        assert!(twin.exists(), "{} is missing", twin.display());
        let stem = twin.file_stem().and_then(|stem| stem.to_str()).expect("a file name in this repository is UTF-8");
        assert!(compiled.contains(&format!("mod {stem};")), "{stem} is not listed in tests/compile_pass.rs");
    }
}

fn cases(folder: &str, extension: &str) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}
