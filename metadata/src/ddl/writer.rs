//! What every statement is made of: names, lists of names, literals. The rest of the writer is in the files beside it.

use super::long_names::cut;
use crate::references::References;
use crate::{Dialect, MetaData, Text, Unsupported};

/// Writes one statement.
pub(super) struct Writer<'a> {
    pub(super) dialect: Dialect,
    /// Where enum types are looked up.
    pub(super) metadata: Option<&'a MetaData>,
    /// Where the tables of foreign keys are looked up, if there are many.
    pub(super) references: Option<&'a References<'a>>,
    /// Whether types are written in the dialect's own words, where a column has them.
    pub(super) native: bool,
    /// Whether comments of a schema file are written where the dialect has no others.
    pub(super) with_comments: bool,
    out: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(dialect: Dialect, metadata: Option<&'a MetaData>) -> Self {
        Self { dialect, metadata, references: None, native: true, with_comments: false, out: String::new() }
    }

    /// A writer of the model's own types.
    pub(super) fn without_native_types(self) -> Self {
        Self { native: false, ..self }
    }

    /// A writer of many statements of one schema.
    pub(super) fn with_references(self, references: &'a References<'a>) -> Self {
        Self { references: Some(references), ..self }
    }

    /// A writer of a schema file.
    pub(super) fn with_comments(self, with_comments: bool) -> Self {
        Self { with_comments, ..self }
    }

    /// The finished statement.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// How much is written.
    pub(super) fn position(&self) -> usize {
        self.out.len()
    }

    /// Whether this was written last.
    pub(super) fn ends_with(&self, sql: &str) -> bool {
        self.out.ends_with(sql)
    }

    /// Takes back what was written since.
    pub(super) fn truncate(&mut self, position: usize) {
        self.out.truncate(position);
    }

    /// SQL as it is.
    pub(super) fn raw(&mut self, sql: &str) {
        self.out.push_str(sql);
    }

    /// A name, quoted if it has to be.
    pub(super) fn name(&mut self, name: &str) -> Result<(), Unsupported> {
        if name.contains('\0') {
            return Err(self.unsupported(format!("the name {name:?} contains a NUL character")));
        }
        self.dialect.write_identifier(&mut self.out, cut(self.dialect, name));
        Ok(())
    }

    /// A name with its schema.
    pub(super) fn qualified(&mut self, schema: Option<&str>, name: &str) -> Result<(), Unsupported> {
        if let Some(schema) = schema {
            self.name(schema)?;
            self.raw(".");
        }
        self.name(name)
    }

    /// `(a, b)`.
    pub(super) fn names(&mut self, names: &[Text]) -> Result<(), Unsupported> {
        self.raw("(");
        for (i, name) in names.iter().enumerate() {
            self.raw(if i == 0 { "" } else { ", " });
            self.name(name)?;
        }
        self.raw(")");
        Ok(())
    }

    /// A string literal.
    pub(super) fn string(&mut self, value: &str) -> Result<(), Unsupported> {
        if value.contains('\0') {
            return Err(self.unsupported(format!("the string {value:?} contains a NUL character")));
        }
        self.dialect.write_string_literal(&mut self.out, value);
        Ok(())
    }

    /// `'a', 'b'`.
    pub(super) fn strings(&mut self, values: &[Text]) -> Result<(), Unsupported> {
        for (i, value) in values.iter().enumerate() {
            self.raw(if i == 0 { "" } else { ", " });
            self.string(value)?;
        }
        Ok(())
    }

    /// ` COLLATE name`.
    pub(super) fn collation(&mut self, collation: &str) -> Result<(), Unsupported> {
        self.raw(" COLLATE ");
        // PostgreSQL's collations are identifiers with case; elsewhere NOCASE and nocase are the same word.
        let is_word = collation.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if self.dialect != Dialect::PostgreSql && is_word && !collation.is_empty() {
            self.raw(collation);
            return Ok(());
        }
        self.name(collation)
    }

    /// The error for what this dialect cannot express.
    pub(super) fn unsupported(&self, message: impl Into<String>) -> Unsupported {
        Unsupported::new(self.dialect, message)
    }
}
