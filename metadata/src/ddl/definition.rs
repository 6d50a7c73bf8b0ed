//! What tables are built on: CREATE SCHEMA, EXTENSION, COLLATION, TYPE, DOMAIN and SEQUENCE.

use super::comment::comment_on;
use super::writer::Writer;
use crate::{Definition, DefinitionKind, Dialect, Unsupported};

impl Definition {
    /// Whether it is created in this dialect.
    pub(crate) fn is_object(&self, dialect: Dialect) -> bool {
        self.dialect == dialect
    }

    /// Whether several schemas may share it, so that it may be there already, and stays when one of them is dropped.
    pub(super) const fn is_shared(&self) -> bool {
        matches!(self.kind, DefinitionKind::Schema | DefinitionKind::Extension)
    }

    /// CREATE, and COMMENT ON.
    pub(super) fn create_statements(&self, dialect: Dialect) -> Result<Vec<String>, Unsupported> {
        let mut statements = vec![Writer::new(dialect, None).create_definition(self)?];
        for action in &*self.additions {
            statements.push(Writer::new(dialect, None).alter_definition(self, action)?);
        }
        if let Some(comment) = &self.comment {
            statements.push(comment_on(comment, |writer| writer.definition(self))?);
        }
        Ok(statements)
    }
}

impl Writer<'_> {
    fn create_definition(mut self, definition: &Definition) -> Result<String, Unsupported> {
        self.raw("CREATE ");
        self.raw(definition.kind.name());
        self.raw(if definition.is_shared() { " IF NOT EXISTS " } else { " " });
        self.qualified(definition.schema.as_deref(), &definition.name)?;
        if !definition.sql.is_empty() {
            self.raw(" ");
            self.raw(&definition.sql);
        }
        Ok(self.finish())
    }

    fn alter_definition(mut self, definition: &Definition, action: &str) -> Result<String, Unsupported> {
        self.raw("ALTER ");
        self.definition(definition)?;
        self.raw(" ");
        self.raw(action);
        Ok(self.finish())
    }

    /// `DOMAIN schema.name`.
    fn definition(&mut self, definition: &Definition) -> Result<(), Unsupported> {
        self.raw(definition.kind.name());
        self.raw(" ");
        self.qualified(definition.schema.as_deref(), &definition.name)
    }

    /// ALTER SEQUENCE … OWNED BY, once the table is there.
    pub(super) fn own_sequence(mut self, definition: &Definition, column: &str) -> Result<String, Unsupported> {
        self.raw("ALTER SEQUENCE ");
        self.qualified(definition.schema.as_deref(), &definition.name)?;
        self.raw(" OWNED BY ");
        self.raw(column);
        Ok(self.finish())
    }

    /// DROP. A sequence may be gone with the table that it belongs to.
    pub(super) fn drop_definition(mut self, definition: &Definition) -> Result<String, Unsupported> {
        self.raw("DROP ");
        let is_virtual = definition.kind == DefinitionKind::VirtualTable;
        self.raw(if is_virtual { "TABLE" } else { definition.kind.name() });
        self.raw(" IF EXISTS ");
        self.qualified(definition.schema.as_deref(), &definition.name)?;
        Ok(self.finish())
    }
}
