//! CREATE VIEW and DROP VIEW.

use super::writer::Writer;
use crate::{Dialect, Unsupported, View};

impl Writer<'_> {
    pub(super) fn create_view(mut self, view: &View) -> Result<String, Unsupported> {
        self.raw("CREATE ");
        self.view_kind(view)?;
        self.qualified(view.schema.as_deref(), &view.name)?;
        let known: Vec<_> = view.columns.iter().map(|column| column.name.clone()).collect();
        let names = if view.column_names.is_empty() { &known[..] } else { &view.column_names };
        if !names.is_empty() {
            self.raw(" ");
            self.names(names)?;
        }
        self.raw(" AS\n");
        self.raw(view.definition.trim().trim_end_matches(';').trim_end());
        Ok(self.finish())
    }

    pub(super) fn drop_view(mut self, view: &View) -> Result<String, Unsupported> {
        self.raw("DROP ");
        self.view_kind(view)?;
        self.qualified(view.schema.as_deref(), &view.name)?;
        Ok(self.finish())
    }

    /// `VIEW ` or `MATERIALIZED VIEW `.
    pub(super) fn view_kind(&mut self, view: &View) -> Result<(), Unsupported> {
        if view.materialized {
            if self.dialect != Dialect::PostgreSql {
                return Err(self.unsupported(format!("the view `{}` cannot be MATERIALIZED", view.name)));
            }
            self.raw("MATERIALIZED ");
        }
        self.raw("VIEW ");
        Ok(())
    }
}
