//! CREATE VIEW and DROP VIEW.

use super::writer::Writer;
use crate::{Dialect, Unsupported, View};

impl Writer<'_> {
    pub(super) fn create_view(mut self, view: &View) -> Result<String, Unsupported> {
        self.raw("CREATE ");
        self.view_options(view, Place::BeforeView);
        self.view_kind(view)?;
        self.qualified(view.schema.as_deref(), &view.name)?;
        let known: Vec<_> = view.columns.iter().map(|column| column.name.clone()).collect();
        let names = if view.column_names.is_empty() { &known[..] } else { &view.column_names };
        if !names.is_empty() {
            self.raw(" ");
            self.names(names)?;
        }
        self.view_options(view, Place::BehindName);
        self.raw(" AS\n");
        self.raw(view.definition.trim().trim_end_matches(';').trim_end());
        self.view_options(view, Place::BehindQuery);
        Ok(self.finish())
    }

    /// The options of this dialect that have this place.
    fn view_options(&mut self, view: &View, place: Place) {
        for option in &*view.options {
            if option.dialect == self.dialect && Place::of(&option.sql) == place {
                let before_view = place == Place::BeforeView;
                self.raw(if before_view { "" } else { " " });
                self.raw(&option.sql);
                self.raw(if before_view { " " } else { "" });
            }
        }
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

/// Where an option stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// MySQL's ALGORITHM and SQL SECURITY.
    BeforeView,
    /// PostgreSQL's WITH (…) and USING.
    BehindName,
    /// WITH CHECK OPTION.
    BehindQuery,
}

impl Place {
    fn of(option: &str) -> Self {
        let upper = option.to_ascii_uppercase();
        match () {
            () if upper.ends_with(" OPTION") => Self::BehindQuery,
            () if upper.starts_with("ALGORITHM") || upper.starts_with("SQL ") => Self::BeforeView,
            () => Self::BehindName,
        }
    }
}
