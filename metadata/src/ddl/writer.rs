//! What every statement is made of: names, lists of names, literals. The rest of the writer is in the files beside it.

use crate::references::References;
use crate::{Dialect, MetaData, Text, Unsupported};

/// PostgreSQL silently cuts longer names, and two that begin alike would become one.
const POSTGRESQL_NAME_BYTES: usize = 63;

/// Writes one statement.
pub(super) struct Writer<'a> {
    pub(super) dialect: Dialect,
    /// Where enum types are looked up.
    pub(super) metadata: Option<&'a MetaData>,
    /// Where the tables of foreign keys are looked up, if there are many.
    pub(super) references: Option<&'a References<'a>>,
    out: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(dialect: Dialect, metadata: Option<&'a MetaData>) -> Self {
        Self { dialect, metadata, references: None, out: String::new() }
    }

    /// A writer of many statements of one schema.
    pub(super) fn with_references(self, references: &'a References<'a>) -> Self {
        Self { references: Some(references), ..self }
    }

    /// The finished statement.
    pub(super) fn finish(self) -> String {
        self.out
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
        if self.dialect == Dialect::PostgreSql && name.len() > POSTGRESQL_NAME_BYTES {
            return Err(self.unsupported(format!("the name `{name}` would be cut after {POSTGRESQL_NAME_BYTES} bytes")));
        }
        self.dialect.write_identifier(&mut self.out, name);
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
