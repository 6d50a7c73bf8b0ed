//! Each typing rule has a program that must not compile, whose error begins with our own sentence, and a legal twin.

use std::fs;
use std::path::Path;

/// Rules that the language itself enforces: no field, no `Option`. The message is the compiler's.
const SAID_BY_RUSTC: [&str; 8] = [
    "a_column_is_in_the_schema",
    "a_join_is_chosen_by_join_if",
    "a_list_holds_conditions_of_one_type",
    "a_row_has_the_types_of_its_columns",
    "an_order_is_chosen_by_name",
    "an_outer_join_makes_columns_optional",
    "conditions_are_joined_by_one_ampersand",
    "text_has_no_opposite",
];

/// What an error begins with when the compiler found no sentence of ours.
const NOT_OURS: [&str; 4] = ["the trait bound", "type annotations needed", "type mismatch", "the method"];

/// How long the message for one mistake may be, from `error` to the empty line after it.
const LINES: usize = 15;

/// What is longer: the case, how many lines it has, and why.
const LONGER: [(&str, usize, &str); 1] = [(
    "a_struct_is_made_of_its_fields",
    19,
    "the rule is about the row, which is known last: the compiler shows the impl",
)];

/// What gives several errors for one mistake, and why.
const REPEATED: [(&str, &str); 1] = [(
    "conditions_are_joined_by_one_ampersand",
    "the language looks at both sides of `&&` before it asks for a condition; the last error has the cure",
)];

#[test]
fn programs_that_break_a_rule_do_not_compile_and_the_message_is_short() {
    // It runs them, and records the messages if it is asked to, when it is dropped.
    drop({
        let cases = trybuild::TestCases::new();
        cases.compile_fail("tests/compile_fail/*.rs");
        cases
    });
    each_mistake_has_one_short_message();
    the_table_of_messages_is_up_to_date();
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
        // What a constant has found out begins with the compiler's word for it.
        let sentence = first
            .strip_prefix("error[E0277]: ")
            .or_else(|| first.strip_prefix("error[E0080]: evaluation panicked: "))
            .unwrap_or_else(|| panic!("{name}: {first}"));
        assert!(!NOT_OURS.iter().any(|words| sentence.starts_with(words)), "{name}: {first}");
    }
    assert!(checked > 30, "only {checked} messages were found");
}

#[test]
fn the_messages_in_the_readme_are_those_that_are_recorded() {
    let readme = fs::read_to_string("README.md").expect("the readme is there");
    let (_, section) = readme.split_once("\n## What the compiler says\n").expect("the readme has the section");
    let (_, block) = section.split_once("```text\n").expect("the section shows messages");
    let (block, _) = block.split_once("\n```").expect("the block has an end");
    let records: Vec<String> = cases("tests/compile_fail", "stderr")
        .iter()
        .map(|path| fs::read_to_string(path).expect("the message can be read"))
        .collect();
    // A message may be shown without some of its lines, but not with others.
    for message in block.split("\n\n") {
        let is_recorded = records.iter().any(|record| {
            let mut lines = record.lines();
            message.lines().all(|shown| lines.any(|line| line == shown))
        });
        assert!(message.starts_with("error") && is_recorded, "no program in tests/compile_fail gets this:\n{message}");
    }
}

fn each_mistake_has_one_short_message() {
    for case in cases("tests/compile_fail", "stderr") {
        let message = Message::of(&case);
        let name = &message.name;
        assert!(message.lines > 0, "{name} has no message");
        let is_repeated = REPEATED.iter().any(|(repeated, _)| repeated == name);
        assert_eq!(message.repeats, is_repeated, "{name}: whether one mistake gives several errors");
        let longer = LONGER.iter().find(|(longer, ..)| longer == name);
        let allowed = longer.map_or(LINES, |(_, lines, _)| *lines);
        assert!(message.lines <= allowed, "{name}: {} lines, and {allowed} are allowed", message.lines);
        assert!(longer.is_none() || message.lines > LINES, "{name} is short enough now: take it off the list");
    }
}

fn the_table_of_messages_is_up_to_date() {
    let path = "tests/compile_fail/README.md";
    let mut table = String::from(
        "# What the compiler says\n\nOne program for each typing rule, how many lines its message has, and how that \
         begins. At most 15 lines,\nfor one mistake one error, and a sentence of ours, except where the language itself \
         has the rule.\nWritten by `TRYBUILD=overwrite cargo test --test compile_fail`.\n\n\
         | case | lines | first line |\n|---|--:|---|\n",
    );
    for case in cases("tests/compile_fail", "stderr") {
        let Message { name, lines, first, .. } = Message::of(&case);
        // A bar would end the column.
        table.push_str(&format!("| {name} | {lines} | {} |\n", first.replace('|', "\\|")));
    }
    if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
        fs::write(path, &table).expect("the table can be written");
    }
    let known = fs::read_to_string(path).expect("the table is there");
    assert_eq!(known, table, "the messages have changed: TRYBUILD=overwrite cargo test --test compile_fail");
}

/// A message as it was recorded.
struct Message {
    name: String,
    /// Whether two errors are about one line of the program.
    repeats: bool,
    /// Those of the longest error.
    lines: usize,
    /// The first line, without the error's code.
    first: String,
}

impl Message {
    fn of(path: &Path) -> Self {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name in this repository is UTF-8");
        let text = fs::read_to_string(path).expect("the message can be read");
        let errors: Vec<&str> = text.trim_end().split("\n\n").collect();
        let lines = errors.iter().map(|error| error.lines().count()).max().unwrap_or_default();
        let first = text.lines().next().and_then(|line| line.split_once(": ")).expect("it begins with `error`").1;
        let mut places: Vec<_> = errors.iter().map(|error| place(error)).collect();
        places.dedup();
        let repeats = places.len() < errors.len();
        Self { name: name.to_owned(), repeats, lines, first: first.to_owned() }
    }
}

/// The file and line that an error is about.
fn place(error: &str) -> &str {
    let arrow = error.lines().find(|line| line.trim_start().starts_with("-->")).expect("it says where");
    arrow.rsplit_once(':').expect("a column follows").0
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
