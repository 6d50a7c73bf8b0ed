//! Foreign keys.

use crate::constant::{names, replace};
use crate::{Deferrable, List, Span, Text};

/// FOREIGN KEY.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The columns in this table, in order.
    pub columns: List<Text>,
    /// The schema of the table referred to.
    pub referred_schema: Option<Text>,
    /// The table referred to.
    pub referred_table: Text,
    /// The columns referred to, in the order of `columns`. If the SQL names none, those of the primary key.
    pub referred_columns: List<Text>,
    /// ON DELETE.
    pub on_delete: ReferentialAction,
    /// The columns that ON DELETE sets, if not all of them: PostgreSQL's `SET NULL (a, b)`.
    pub set_columns: List<Text>,
    /// ON UPDATE.
    pub on_update: ReferentialAction,
    /// MATCH FULL: either all of the columns are NULL or none is.
    pub match_full: bool,
    /// DEFERRABLE.
    pub deferrable: Option<Deferrable>,
    /// Where it was declared.
    pub span: Option<Span>,
}

/// What happens to a row whose referred row is deleted or changes its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReferentialAction {
    /// The change is refused at the end of the statement or transaction: SQL's default.
    #[default]
    NoAction,
    /// The change is refused at once.
    Restrict,
    /// The row is deleted or changed, too.
    Cascade,
    /// Its columns become NULL.
    SetNull,
    /// Its columns become their defaults.
    SetDefault,
}

impl ForeignKey {
    /// Creates a foreign key to a table of the same schema.
    #[must_use]
    pub const fn new(
        columns: &'static [Text],
        referred_table: &'static str,
        referred_columns: &'static [Text],
    ) -> Self {
        Self {
            name: None,
            columns: names(columns),
            referred_schema: None,
            referred_table: Text::Borrowed(referred_table),
            referred_columns: names(referred_columns),
            on_delete: ReferentialAction::NoAction,
            set_columns: List::Borrowed(&[]),
            on_update: ReferentialAction::NoAction,
            match_full: false,
            deferrable: None,
            span: None,
        }
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }

    /// Sets the schema of the table referred to.
    #[must_use]
    pub const fn in_schema(mut self, schema: &'static str) -> Self {
        replace(&mut self.referred_schema, Some(Text::Borrowed(schema)));
        self
    }

    /// Sets ON DELETE.
    #[must_use]
    pub const fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.on_delete = action;
        self
    }

    /// Sets the columns that ON DELETE sets.
    #[must_use]
    pub const fn setting(mut self, columns: &'static [Text]) -> Self {
        replace(&mut self.set_columns, names(columns));
        self
    }

    /// Sets MATCH FULL.
    #[must_use]
    pub const fn match_full(mut self) -> Self {
        self.match_full = true;
        self
    }

    /// Sets ON UPDATE.
    #[must_use]
    pub const fn on_update(mut self, action: ReferentialAction) -> Self {
        self.on_update = action;
        self
    }

    /// Sets DEFERRABLE.
    #[must_use]
    pub const fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    /// Returns the name of the table referred to.
    #[must_use]
    pub fn referred_table(&self) -> &str {
        &self.referred_table
    }
}
