//! How much is generated, and how it is laid out.

use std::fmt::Write;

use realgar_build::{Config, Output};

use crate::case;

/// Lines of generated code for each column: a line of documentation and one of declaration in each of three structs, a
/// setter of six where it may be left out, and one line in each of the quoted CREATE TABLE, the declaration as data, the
/// constructor of the insert struct, the inserter, the way back from a row, the changeset and the list from which the
/// library makes the rest.
const LINES_PER_COLUMN: usize = 17;

/// Lines of generated code for a table beside its columns: one with a foreign key, and one referring to it.
const LINES_PER_TABLE: usize = 165;

/// Function bodies for a table of ten columns, those of derives and of the library's macros included. Each is checked on
/// its own by the compiler.
const BODIES_PER_TABLE: usize = 30;

#[test]
fn a_column_costs_few_lines() {
    let lines = |tables: usize, columns: usize| {
        let output =
            realgar_build::generate([("schema.sql", schema(tables, columns))], &Config::new()).expect("a schema");
        output.files().map(|(_, text)| text.lines().count()).sum::<usize>()
    };
    // What one more table costs, of those that refer to another and are referred to.
    let table = |columns: usize| lines(3, columns) - lines(2, columns);
    let (ten, twenty) = (table(10), table(20));
    let (per_column, rest) = ((twenty - ten).div_ceil(10), ten - (twenty - ten));
    println!("{ten} lines for ten columns: {per_column} for each column, {rest} for the table");
    assert!(per_column <= LINES_PER_COLUMN, "{per_column} lines for each column");
    assert!(rest <= LINES_PER_TABLE, "{rest} lines for the table");
}

#[test]
fn a_position_is_one_byte_and_two_where_that_is_too_small() {
    let output = realgar_build::generate([("schema.sql", schema(1, 300))], &Config::new()).expect("a schema");
    let text = output.files().map(|(_, text)| text.to_owned()).collect::<Vec<String>>().concat();
    for (column, place) in
        [(255, "support::Position<255>"), (256, "support::Position<0, 1>"), (299, "support::Position<43, 1>")]
    {
        let line = text.lines().find(|line| line.contains(&format!("pub column_{column}:"))).expect("a column");
        assert!(line.contains(place), "{line}");
    }
}

#[test]
fn generated_code_grows_linearly_with_the_tables() {
    let written = |tables: usize| {
        let output = realgar_build::generate([("schema.sql", schema(tables, 10))], &Config::new()).expect("a schema");
        assert_eq!(output.table_count(), tables);
        assert_eq!(output.files().len(), tables + 1);
        let lines = output.files().map(|(_, text)| text.lines().count()).sum::<usize>();
        let bodies = output.files().map(|(_, text)| text.matches("fn ").count()).sum::<usize>();
        (lines, bodies)
    };
    let (small, double, large) = (written(125), written(250), written(500));
    // What each table adds is the same, however many there are; where a line is broken depends on the digits of a name.
    let grows = |small: usize, double: usize, large: usize| {
        let (first, second) = (2 * (double - small), large - double);
        first.abs_diff(second) * 100 <= second
    };
    assert!(
        grows(small.0, double.0, large.0),
        "lines of 125, 250 and 500 tables: {}, {}, {}",
        small.0,
        double.0,
        large.0
    );
    assert!(
        grows(small.1, double.1, large.1),
        "bodies of 125, 250 and 500 tables: {}, {}, {}",
        small.1,
        double.1,
        large.1
    );
}

#[test]
fn a_table_has_few_function_bodies() {
    let bodies = |tables: usize| {
        let output = realgar_build::generate([("schema.sql", schema(tables, 10))], &Config::new()).expect("a schema");
        output.files().map(|(_, text)| function_bodies(text)).sum::<usize>()
    };
    let table = bodies(3) - bodies(2);
    println!("{table} function bodies for a table");
    assert!(table <= BODIES_PER_TABLE, "{table} function bodies for a table");
}

/// The functions of a file: written out, derived, and expanded from the library's macros.
fn function_bodies(text: &str) -> usize {
    let written = text.lines().filter(|line| line.contains("fn ") && !line.trim_start().starts_with("//")).count();
    let derived = text.lines().filter_map(|line| line.strip_prefix("#[derive("));
    let derived: usize = derived.map(|derives| derives.split(',').filter(|name| !name.contains("Copy")).count()).sum();
    let expanded = 4 * text.matches("support::columns!").count()
        + 3 * text.matches("support::changeset!").count()
        + 2 * text.matches("support::insert_struct!").count();
    written + derived + expanded
}

#[test]
fn generated_files_are_laid_out_well() {
    for folder in case::entries(&case::root()).into_iter().filter(|path| path.is_dir() && !path.ends_with("bad")) {
        let output = realgar_build::generate(case::sources(&folder), &Config::new()).expect("a case");
        check_layout(&output);
    }
}

fn check_layout(output: &Output) {
    for (path, text) in output.files() {
        assert!(text.starts_with("// @generated by realgar-build from "), "{path} has no header");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} does not end with its last line");
        assert!(!text.contains("\n\n\n"), "{path} has two empty lines in a row");
        for (number, line) in text.lines().enumerate() {
            let place = format!("{path}:{}: {line}", number + 1);
            assert_eq!(line, line.trim_end(), "{place} ends with blanks");
            // What the schema says is as long as it is: its SQL, its comments in strings, its names.
            let is_ours = !line.contains('"') && !line.trim_start().starts_with("///") && number > 0;
            assert!(!is_ours || line.chars().count() <= 120, "{place} is too long");
        }
    }
}

/// A schema of tables that refer to each other.
fn schema(tables: usize, columns: usize) -> String {
    let mut schema = String::new();
    for table in 0..tables {
        write!(schema, "-- The table of number {table}.\nCREATE TABLE table_{table} (\n    id INTEGER PRIMARY KEY")
            .expect("memory");
        for column in 1..columns {
            let kind = match column % 4 {
                0 => "VARCHAR(40) NOT NULL,".to_owned(),
                1 => "TEXT,".to_owned(),
                2 => "BIGINT NOT NULL DEFAULT 0,".to_owned(),
                _ if table > 0 && column == 3 => format!("INTEGER REFERENCES table_{} (id),", table - 1),
                _ => "DOUBLE PRECISION NOT NULL,".to_owned(),
            };
            let kind = kind.trim_end_matches(',');
            write!(schema, ",\n    column_{column} {kind}").expect("memory");
        }
        schema.push_str("\n);\n\n");
    }
    schema
}
