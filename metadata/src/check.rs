//! Whether a program's queries can run on a database: the compiled schema beside what is there.
//!
//! Unlike a [`Diff`](crate::Diff), this names only what can break a query, with the cure. A missing index makes a query
//! slow and not wrong, and a table that the schema does not know is none of the program's business.

mod column;
mod report;
mod sql_type;
mod tables;

pub use report::{CheckReport, Problem, ProblemKind};

use crate::{MetaData, Reflect, Text};

impl MetaData {
    /// Reads the database and names each difference from this schema that can break a query: for a program to call when
    /// it starts.
    ///
    /// A table or column is missing; a value of the column's type, a NULL or a label would not decode or would not be
    /// stored; a default, a counter or a key is missing that inserts and ON CONFLICT rely on; a column that the schema
    /// does not know wants a value. Tables, columns and indexes that are extra are not named.
    ///
    /// All schemas that this one names are read.
    ///
    /// # Errors
    ///
    /// Returns what the database reports. Differences are no error: see [`CheckReport::into_result`].
    pub fn check<R: Reflect>(&self, database: &R) -> Result<CheckReport, R::Error> {
        let mut found = database.reflect_metadata(&self.schema_names())?;
        found.dialect = Some(database.dialect());
        Ok(self.check_against(&found))
    }

    /// Does the same with a database that was read already.
    ///
    /// # Examples
    ///
    /// ```
    /// use realgar_metadata::{Column, Dialect, MetaData, SqlType, Table};
    ///
    /// const TITLE: Column = Column::required("title", SqlType::Text);
    /// const YEAR: Column = Column::new("year", SqlType::Integer);
    /// const COLUMNS: &[Column] = &[TITLE, YEAR];
    /// const OLD_COLUMNS: &[Column] = &[TITLE];
    /// static BOOK: [Table; 1] = [Table::new("book", COLUMNS)];
    /// static OLD_BOOK: [Table; 1] = [Table::new("book", OLD_COLUMNS)];
    ///
    /// let found = MetaData::new(&OLD_BOOK).in_dialect(Dialect::PostgreSql);
    /// let report = MetaData::new(&BOOK).check_against(&found);
    /// assert_eq!(
    ///     report.to_string(),
    ///     "`book.year`: the column is missing; \
    ///      run ALTER TABLE book ADD COLUMN year INTEGER\n"
    /// );
    /// assert!(MetaData::new(&OLD_BOOK).check_against(&found).is_ok());
    /// ```
    pub fn check_against(&self, found: &Self) -> CheckReport {
        tables::check(self, found)
    }

    /// The schemas that tables, views and types are declared in, each once.
    fn schema_names(&self) -> Vec<String> {
        let tables = self.tables.iter().map(|table| &table.schema);
        let views = self.views.iter().map(|view| &view.schema);
        let enums = self.enums.iter().map(|enum_type| &enum_type.schema);
        let mut names: Vec<&Text> = tables.chain(views).chain(enums).flatten().collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(ToString::to_string).collect()
    }
}
