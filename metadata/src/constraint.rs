//! Keys and checks of a table.

use crate::column::{names, replace};
use crate::{List, Span, Text};

/// PRIMARY KEY. Without columns, the table has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrimaryKey {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The columns, in order.
    pub columns: List<Text>,
}

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
    /// ON UPDATE.
    pub on_update: ReferentialAction,
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

/// DEFERRABLE INITIALLY ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deferrable {
    /// Checked at each statement, unless the transaction says otherwise.
    InitiallyImmediate,
    /// Checked at commit.
    InitiallyDeferred,
}

/// UNIQUE.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unique {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The columns, in order.
    pub columns: List<Text>,
    /// NULLs count as equal: NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
}

/// CHECK.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The condition, as written.
    pub expression: Text,
}

impl PrimaryKey {
    /// The primary key of a table that has none.
    pub const NONE: Self = Self { name: None, columns: List::Borrowed(&[]) };

    /// Creates a primary key over these columns.
    #[must_use]
    pub const fn new(columns: &'static [Text]) -> Self {
        Self { name: None, columns: names(columns) }
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }

    /// Returns the names of the columns, in order.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(AsRef::as_ref).collect()
    }
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
            on_update: ReferentialAction::NoAction,
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

impl Unique {
    /// Creates a UNIQUE constraint over these columns.
    #[must_use]
    pub const fn new(columns: &'static [Text]) -> Self {
        Self { name: None, columns: names(columns), nulls_not_distinct: false }
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }

    /// Sets NULLS NOT DISTINCT.
    #[must_use]
    pub const fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }
}

impl Check {
    /// Creates a CHECK constraint with this condition.
    #[must_use]
    pub const fn new(expression: &'static str) -> Self {
        Self { name: None, expression: Text::Borrowed(expression) }
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }
}
