//! Keys and checks of a table; foreign keys are in `foreign_key`.

use crate::constant::{names, replace};
use crate::{List, OnConflict, Text};

/// PRIMARY KEY. Without columns, the table has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrimaryKey {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The columns, in order.
    pub columns: List<Text>,
    /// INCLUDE: columns that its index keeps as well.
    pub include: List<Text>,
    /// DEFERRABLE.
    pub deferrable: Option<Deferrable>,
    /// SQLite's ON CONFLICT.
    pub on_conflict: Option<OnConflict>,
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
    /// INCLUDE: columns that its index keeps as well.
    pub include: List<Text>,
    /// DEFERRABLE.
    pub deferrable: Option<Deferrable>,
    /// SQLite's ON CONFLICT.
    pub on_conflict: Option<OnConflict>,
}

/// CHECK.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The constraint's name.
    pub name: Option<Text>,
    /// The condition, as written.
    pub expression: Text,
    /// The domain that brings the check along, in a dialect that has domains.
    pub domain: Option<Text>,
    /// PostgreSQL's NO INHERIT.
    pub no_inherit: bool,
    /// MySQL's NOT ENFORCED: it says what ought to hold, and no database checks it.
    pub not_enforced: bool,
    /// SQLite's ON CONFLICT, which it reads and does not follow.
    pub on_conflict: Option<OnConflict>,
    /// The column beside which MySQL's file has it: MariaDB keeps such a check with its column, and not with the table.
    pub column: Option<Text>,
}

impl PrimaryKey {
    /// The primary key of a table that has none.
    pub const NONE: Self = Self {
        name: None,
        columns: List::Borrowed(&[]),
        include: List::Borrowed(&[]),
        deferrable: None,
        on_conflict: None,
    };

    /// Creates a primary key over these columns.
    #[must_use]
    pub const fn new(columns: &'static [Text]) -> Self {
        let mut key = Self::NONE;
        replace(&mut key.columns, names(columns));
        key
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }

    /// Sets INCLUDE.
    #[must_use]
    pub const fn including(mut self, columns: &'static [Text]) -> Self {
        replace(&mut self.include, names(columns));
        self
    }

    /// Sets DEFERRABLE.
    #[must_use]
    pub const fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    /// Sets SQLite's ON CONFLICT.
    #[must_use]
    pub const fn on_conflict(mut self, action: OnConflict) -> Self {
        self.on_conflict = Some(action);
        self
    }

    /// Returns the names of the columns, in order.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(AsRef::as_ref).collect()
    }
}

impl Unique {
    /// Creates a UNIQUE constraint over these columns.
    #[must_use]
    pub const fn new(columns: &'static [Text]) -> Self {
        Self {
            name: None,
            columns: names(columns),
            nulls_not_distinct: false,
            include: List::Borrowed(&[]),
            deferrable: None,
            on_conflict: None,
        }
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

    /// Sets INCLUDE.
    #[must_use]
    pub const fn including(mut self, columns: &'static [Text]) -> Self {
        replace(&mut self.include, names(columns));
        self
    }

    /// Sets DEFERRABLE.
    #[must_use]
    pub const fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    /// Sets SQLite's ON CONFLICT.
    #[must_use]
    pub const fn on_conflict(mut self, action: OnConflict) -> Self {
        self.on_conflict = Some(action);
        self
    }
}

impl Check {
    /// Creates a CHECK constraint with this condition.
    #[must_use]
    pub const fn new(expression: &'static str) -> Self {
        Self {
            name: None,
            expression: Text::Borrowed(expression),
            domain: None,
            no_inherit: false,
            not_enforced: false,
            on_conflict: None,
            column: None,
        }
    }

    /// Sets MySQL's NOT ENFORCED.
    #[must_use]
    pub const fn not_enforced(mut self) -> Self {
        self.not_enforced = true;
        self
    }

    /// Sets SQLite's ON CONFLICT.
    #[must_use]
    pub const fn on_conflict(mut self, action: OnConflict) -> Self {
        self.on_conflict = Some(action);
        self
    }

    /// Says which domain brings the check along.
    #[must_use]
    pub const fn of_domain(mut self, domain: &'static str) -> Self {
        replace(&mut self.domain, Some(Text::Borrowed(domain)));
        self
    }

    /// Says beside which column it stands, in MySQL.
    #[must_use]
    pub const fn of_column(mut self, column: &'static str) -> Self {
        replace(&mut self.column, Some(Text::Borrowed(column)));
        self
    }

    /// Sets PostgreSQL's NO INHERIT.
    #[must_use]
    pub const fn no_inherit(mut self) -> Self {
        self.no_inherit = true;
        self
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }
}
