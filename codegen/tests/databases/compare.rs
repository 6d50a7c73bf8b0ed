//! The comparison of one file.

use std::fmt;
use std::path::Path;

use realgar_build::Dialect;

/// What came out for one file.
pub(crate) struct Comparison {
    name: String,
    facts: usize,
    notes: Vec<String>,
    /// What a note names.
    named: Vec<String>,
    pub(crate) differences: Vec<String>,
}

/// Creates a schema twice and compares.
pub(crate) fn compare(path: &Path) -> Comparison {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = std::fs::read(path).expect("a readable file");
    let text = String::from_utf8_lossy(&text).into_owned();
    let dialect = super::dialect(path, &text);
    let text = if dialect == Dialect::MySql { super::mysql::in_any_database(&text) } else { text };
    let mut comparison = Comparison { name, facts: 0, notes: Vec::new(), named: Vec::new(), differences: Vec::new() };

    let (schema, notes) =
        match realgar_build::metadata([(comparison.name.clone(), text.clone())], &super::config(dialect)) {
            Ok(found) => found,
            Err(error) => return comparison.failed(error.to_string()),
        };
    comparison.notes = notes;
    let statements = match schema.create_all_sql(dialect) {
        Ok(statements) => statements,
        Err(error) => return comparison.failed(error.to_string()),
    };
    let own = {
        let mut database = super::database(dialect, "realgar_original");
        let errors = database.run(&only_up(&text));
        comparison.differences.extend(errors.into_iter().map(|error| format!("the file itself: {error}")));
        database.facts()
    };
    let created = {
        let mut database = super::database(dialect, "realgar_created");
        let sql: String = statements.iter().flat_map(|statement| [statement.as_str(), ";\n"]).collect();
        for error in database.run(&sql) {
            comparison.add(format!("create_all: {error}"));
        }
        database.facts()
    };
    comparison.facts = own.len();
    for fact in missing_from(&created, &own) {
        comparison.add(format!("- {fact}"));
    }
    for fact in missing_from(&own, &created) {
        // The comments of a file become those of the database.
        let is_comment = fact.starts_with("comment ");
        if !is_comment {
            comparison.add(format!("+ {fact}"));
        }
    }
    comparison
}

/// A file of a tool for migrations without its ways down.
fn only_up(text: &str) -> String {
    let mut down = false;
    let mut up = String::new();
    for line in text.lines() {
        let is = |words: &[&str]| words.iter().any(|word| line.to_lowercase().starts_with(word));
        down |= is(&["-- +goose down", "-- +migrate down", "-- migrate:down", "-- rambler down", "-- down migration"]);
        down &= !is(&["-- +goose up", "-- +migrate up", "-- migrate:up", "-- rambler up", "-- up migration"]);
        if !down {
            up += line;
            up.push('\n');
        }
    }
    up
}

/// The facts of the second list that are not in the first, each as often as it is missing.
fn missing_from<'a>(have: &[String], wanted: &'a [String]) -> Vec<&'a String> {
    let mut rest: Vec<&String> = have.iter().collect();
    rest.sort();
    let count = |list: &[&String], fact: &String| list.iter().filter(|other| **other == fact).count();
    let all: Vec<&String> = wanted.iter().collect();
    wanted.iter().filter(|fact| count(&rest, fact) < count(&all, fact)).collect()
}

impl Comparison {
    fn failed(mut self, error: String) -> Self {
        self.differences.push(error);
        self
    }

    /// Adds a difference, which a note may name.
    fn add(&mut self, difference: String) {
        let named = self.notes.iter().any(|note| names(note, &difference));
        if named { self.named.push(difference) } else { self.differences.push(difference) }
    }
}

/// Whether a note says that just this is left out. Notes about how something is read in Rust excuse nothing.
fn names(note: &str, difference: &str) -> bool {
    // What calls a function of the file's own cannot be created.
    let mut quoted = note.split('`').skip(1).step_by(2);
    if let (Some((_, rest)), Some(name)) = (note.split_once(" calls `"), quoted.next()) {
        let function = rest.split('`').next().unwrap_or_default();
        let object = difference.split_whitespace().nth(2).map_or("", last_part);
        return object == name || (difference.contains("does not exist") && difference.contains(function));
    }
    let mut quoted = note.split('`').skip(1).step_by(2);
    let (Some(first), second) = (quoted.next(), quoted.next()) else {
        return false;
    };
    let Some((kind, rest)) = difference.strip_prefix("- ").and_then(|fact| fact.split_once(' ')) else { return false };
    let words: Vec<&str> = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    // SQLite and MySQL have no schema before the table.
    let object = rest.split_whitespace().next().map_or("", last_part);
    let is_of = |table: &str| object == last_part(table);
    match () {
        () if note.starts_with("column ") && note.ends_with(" is skipped") => {
            let (table, column) = first.rsplit_once('.').unwrap_or(("", first));
            is_of(table) && words.contains(&column)
        }
        () if note.starts_with("the foreign key of ") || note.starts_with("a foreign key of ") => {
            let target = second.map_or("", last_part);
            matches!(kind, "constraint" | "key") && is_of(first) && words.contains(&target)
        }
        () if note.contains(" CREATE FOREIGN") && rest.contains(" f ") => true,
        () if note.starts_with("virtual table ") => is_of(first) || object.starts_with(&format!("{first}_")),
        () if note.starts_with("table ") => {
            (note.ends_with(" is left out") || note.contains(" takes its columns from ")) && is_of(first)
        }
        () => false,
    }
}

/// A name without its schema.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, facts, named, differences, .. } = self;
        writeln!(
            f,
            "{name}: {facts} facts, {} differences, {} more that a note names",
            differences.len(),
            named.len()
        )?;
        for excused in named {
            writeln!(f, "    (a note names: {excused})")?;
        }
        differences.iter().try_for_each(|difference| writeln!(f, "    {difference}"))
    }
}
