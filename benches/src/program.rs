//! Programs to be compiled: one schema and one list of queries, written once for each library.
//!
//! Each is written as a user of that library writes it. Each creates the schema, puts a row into each table and runs
//! all its queries; what they print must be equal.

pub mod diesel;
pub mod query;
pub mod realgar;
pub mod rust_query;
pub mod schema;

use query::Query;
use schema::Schema;

/// How many queries stand in one module.
const PER_MODULE: usize = 50;

/// How large a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Tables, each of ten columns, each but the first with a foreign key to the one before.
    pub tables: usize,
    /// Queries: a select, a join, a grouped join, an update and an insert, in turn.
    pub queries: usize,
    /// One more query with this many joins.
    pub joins: Option<usize>,
}

/// A program before it is written down.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its tables.
    pub schema: Schema,
    /// Its queries.
    pub queries: Vec<Query>,
    /// Counts the edits: a number in the first query, to have something that changes.
    pub edit: u32,
}

/// A file of a program: path and text.
pub type File = (String, String);

impl Program {
    /// The program of this shape after `edit` edits.
    #[must_use]
    pub fn new(shape: Shape, edit: u32) -> Self {
        let schema = Schema::new(shape.tables);
        let queries = query::all(&schema, shape);
        Self { schema, queries, edit }
    }

    /// The queries by modules: the module's name, and each query with its number.
    fn modules(&self) -> impl Iterator<Item = (String, Vec<(usize, Query)>)> + '_ {
        let numbered: Vec<(usize, Query)> = self.queries.iter().copied().enumerate().collect();
        let modules: Vec<_> = numbered.chunks(PER_MODULE).map(<[_]>::to_vec).collect();
        modules.into_iter().enumerate().map(|(number, queries)| (format!("queries_{number:02}"), queries))
    }

    /// What changes in the main file if there is no query that could.
    fn edit_of_main(&self) -> String {
        if self.queries.is_empty() { format!("// Edit {}.\n\n", self.edit) } else { String::new() }
    }

    /// The number that a query compares with: another one for each, so that none is the same text as another.
    fn number(&self, query: usize) -> usize {
        if query == 0 { 1000 + self.edit as usize } else { query }
    }
}

#[cfg(test)]
mod tests {
    use super::{Program, Shape, diesel, realgar, rust_query};

    #[test]
    fn all_programs_have_all_queries() {
        let program = Program::new(Shape { tables: 20, queries: 60, joins: Some(3) }, 0);
        for files in [realgar::files(&program), diesel::files(&program), rust_query::files(&program)] {
            let functions: usize = files.iter().map(|(_, text)| text.matches("pub fn q").count()).sum();
            assert_eq!(functions, 61);
        }
    }

    #[test]
    fn an_edit_changes_one_file() {
        let shape = Shape { tables: 20, queries: 60, joins: None };
        let [before, after] = [0, 1].map(|edit| realgar::files(&Program::new(shape, edit)));
        assert_eq!(before.iter().zip(&after).filter(|(before, after)| before != after).count(), 1);
    }
}
