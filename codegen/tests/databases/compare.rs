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
        let errors = database.run(&text);
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

/// Whether a note says what is missing: an object in backticks that the difference is about, or functions.
fn names(note: &str, difference: &str) -> bool {
    let words: Vec<&str> = difference.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    // A note about how a column is read in Rust says nothing about the database.
    let is_about_reading = note.contains(" is read as ") || note.contains("it takes values but not handles");
    let objects = note.split('`').skip(1).step_by(2).map(|name| name.rsplit('.').next().unwrap_or(name));
    let is_named = !is_about_reading && objects.clone().any(|object| words.contains(&object));
    let lacks_function = difference.contains("function") && difference.contains("does not exist");
    is_named || (lacks_function && note.contains("FUNCTION"))
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
        differences.iter().try_for_each(|difference| writeln!(f, "    {difference}"))
    }
}
