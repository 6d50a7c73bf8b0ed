//! A schema as the text of a schema file.

use super::writer::Writer;
use super::{DdlObject, create_steps};
use crate::{Column, Dialect, MetaData, Unsupported};

impl MetaData {
    /// Returns this schema as the text of a schema file in a dialect: what it reads is what was written.
    ///
    /// The first line says `-- @dialect`, so that types mean what they mean in that database. Comments on tables and
    /// columns are COMMENT ON in PostgreSQL, COMMENT in MySQL, and comments of the file for SQLite, which keeps none. The
    /// text is a script as well, which creates the schema in an empty database.
    ///
    /// # Errors
    ///
    /// Returns one [`Unsupported`] for all that the dialect cannot express.
    ///
    /// # Examples
    ///
    /// ```
    /// use realgar_metadata::{Column, Dialect, MetaData, SqlType, Table};
    ///
    /// const COLUMNS: &[Column] =
    ///     &[Column::required("name", SqlType::Text).with_comment("In Latin.")];
    /// static TABLES: [Table; 1] = [Table::new("planet", COLUMNS)];
    ///
    /// let sql = MetaData::new(&TABLES).to_sql(Dialect::Sqlite)?;
    /// assert_eq!(
    ///     sql,
    ///     "-- @dialect sqlite\n\n\
    ///      CREATE TABLE planet (\n    -- In Latin.\n    name TEXT NOT NULL\n);\n"
    /// );
    /// # Ok::<(), realgar_metadata::Unsupported>(())
    /// ```
    pub fn to_sql(&self, dialect: Dialect) -> Result<String, Unsupported> {
        let mut sql = format!("-- @dialect {}\n", dialect.name());
        for step in create_steps(self, dialect, &|_| true, true)? {
            sql.push('\n');
            let comment = match step.object {
                DdlObject::Table(table) => table.comment.as_deref(),
                DdlObject::View(view) => view.comment.as_deref(),
                _ => None,
            };
            if let (Dialect::Sqlite, Some(comment)) = (dialect, comment) {
                comment_lines(comment).for_each(|line| sql.push_str(&format!("{line}\n")));
            }
            for statement in step.statements {
                sql.push_str(&statement);
                sql.push_str(";\n");
            }
        }
        Ok(sql)
    }
}

impl Writer<'_> {
    /// Comments of the file above a column, each on a line of its own: for SQLite, which keeps no other ones.
    pub(super) fn column_comment(&mut self, column: &Column) {
        if let (true, Dialect::Sqlite, Some(comment)) = (self.with_comments, self.dialect, &column.comment) {
            comment_lines(comment).for_each(|line| self.raw(&format!("{line}\n    ")));
        }
    }
}

/// The lines of a comment as comments of SQL. An `@` at the start would be a word of the schema language.
fn comment_lines(comment: &str) -> impl Iterator<Item = String> {
    comment.lines().map(|line| match line.trim_end() {
        "" => "--".to_owned(),
        word if word.trim_start().starts_with('@') => format!("-- : {word}"),
        line => format!("-- {line}"),
    })
}
