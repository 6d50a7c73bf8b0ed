//! CREATE TYPE … AS ENUM and DROP TYPE.

use super::writer::Writer;
use crate::{EnumType, Unsupported};

impl Writer<'_> {
    pub(super) fn create_type(mut self, enum_type: &EnumType) -> Result<String, Unsupported> {
        self.raw("CREATE TYPE ");
        self.qualified(enum_type.schema.as_deref(), &enum_type.name)?;
        self.raw(" AS ENUM (");
        self.strings(&enum_type.labels)?;
        self.raw(")");
        Ok(self.finish())
    }

    pub(super) fn drop_type(mut self, enum_type: &EnumType) -> Result<String, Unsupported> {
        self.raw("DROP TYPE ");
        self.qualified(enum_type.schema.as_deref(), &enum_type.name)?;
        Ok(self.finish())
    }
}
