//! A relationship between two tables, as data.

/// A relationship as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationshipInfo {
    /// The name: `addresses`.
    pub name: &'static str,
    /// Which kind.
    pub kind: RelationshipKind,
    /// The columns of this side.
    pub local: &'static [&'static str],
    /// The table at the other end.
    pub target: &'static str,
    /// The columns of the other side, in the order of `local`; for many-to-many, those that the association refers to.
    pub remote: &'static [&'static str],
    /// The association table of a many-to-many relationship.
    pub secondary: Option<SecondaryInfo>,
    /// The name of the same relationship at the other end.
    pub back_populates: Option<&'static str>,
    /// What the session does to the other end along with this one.
    pub cascade: &'static [Cascade],
    /// Children that are not loaded are left to the database's ON DELETE.
    pub passive_deletes: bool,
    /// The order of the rows at the other end: columns of the target, and whether the greatest comes first.
    pub order_by: &'static [(&'static str, bool)],
    /// The rows at the other end are too many to be loaded as a whole: they are added, removed and selected.
    pub write_only: bool,
    /// The relationship is only read: a session writes nothing through it.
    pub viewonly: bool,
}

impl RelationshipInfo {
    /// A relationship that cascades as one does that says nothing of it, and has no columns yet.
    const fn new(name: &'static str, kind: RelationshipKind) -> Self {
        Self {
            name,
            kind,
            local: &[],
            target: "",
            remote: &[],
            secondary: None,
            back_populates: None,
            cascade: &[Cascade::SaveUpdate, Cascade::Merge],
            passive_deletes: false,
            order_by: &[],
            write_only: false,
            viewonly: false,
        }
    }

    /// [`ManyToOne`](RelationshipKind::ManyToOne), like the next ones called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn many_to_one(name: &'static str) -> Self {
        Self::new(name, RelationshipKind::ManyToOne)
    }

    /// [`OptionalManyToOne`](RelationshipKind::OptionalManyToOne).
    #[doc(hidden)]
    #[must_use]
    pub const fn optional_many_to_one(name: &'static str) -> Self {
        Self::new(name, RelationshipKind::OptionalManyToOne)
    }

    /// [`OneToMany`](RelationshipKind::OneToMany).
    #[doc(hidden)]
    #[must_use]
    pub const fn one_to_many(name: &'static str) -> Self {
        Self::new(name, RelationshipKind::OneToMany)
    }

    /// [`OneToOne`](RelationshipKind::OneToOne).
    #[doc(hidden)]
    #[must_use]
    pub const fn one_to_one(name: &'static str) -> Self {
        Self::new(name, RelationshipKind::OneToOne)
    }

    /// [`ManyToMany`](RelationshipKind::ManyToMany).
    #[doc(hidden)]
    #[must_use]
    pub const fn many_to_many(name: &'static str) -> Self {
        Self::new(name, RelationshipKind::ManyToMany)
    }

    /// These columns are equal to those of the table at the other end.
    #[doc(hidden)]
    #[must_use]
    pub const fn matching(
        mut self,
        local: &'static [&'static str],
        target: &'static str,
        remote: &'static [&'static str],
    ) -> Self {
        self.local = local;
        self.target = target;
        self.remote = remote;
        self
    }

    /// The association table.
    #[doc(hidden)]
    #[must_use]
    pub const fn secondary(mut self, secondary: SecondaryInfo) -> Self {
        self.secondary = Some(secondary);
        self
    }

    /// The name at the other end.
    #[doc(hidden)]
    #[must_use]
    pub const fn back_populates(mut self, name: &'static str) -> Self {
        self.back_populates = Some(name);
        self
    }

    /// What the session does to the other end.
    #[doc(hidden)]
    #[must_use]
    pub const fn cascade(mut self, cascade: &'static [Cascade]) -> Self {
        self.cascade = cascade;
        self
    }

    /// Children that are not loaded are left to the database.
    #[doc(hidden)]
    #[must_use]
    pub const fn passive_deletes(mut self) -> Self {
        self.passive_deletes = true;
        self
    }

    /// The order of the rows at the other end.
    #[doc(hidden)]
    #[must_use]
    pub const fn order_by(mut self, columns: &'static [(&'static str, bool)]) -> Self {
        self.order_by = columns;
        self
    }

    /// Never loaded as a whole.
    #[doc(hidden)]
    #[must_use]
    pub const fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// Only read.
    #[doc(hidden)]
    #[must_use]
    pub const fn viewonly(mut self) -> Self {
        self.viewonly = true;
        self
    }
}

/// The association table of a many-to-many relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondaryInfo {
    /// Its name.
    pub table: &'static str,
    /// The schema it lives in, where one is named.
    pub schema: Option<&'static str>,
    /// The name under which joins use it: `item_tag_1`.
    pub alias: &'static str,
    /// All its columns, in their order.
    pub columns: &'static [&'static str],
    /// Its columns that refer to this side, in the order of `RelationshipInfo::local`.
    pub local: &'static [&'static str],
    /// Its columns that refer to the other side, in the order of `RelationshipInfo::remote`.
    pub remote: &'static [&'static str],
}

/// The kinds of relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationshipKind {
    /// This side holds the foreign key, NOT NULL.
    ManyToOne,
    /// This side holds the foreign key, and it may be NULL.
    OptionalManyToOne,
    /// The other side holds the foreign key.
    OneToMany,
    /// The other side holds the foreign key, and it is unique.
    OneToOne,
    /// An association table holds both keys.
    ManyToMany,
}

/// What a session does to the rows at the other end along with this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cascade {
    /// Adding adds them. It has no effect: every instance is in its session from its first moment.
    SaveUpdate,
    /// Merging merges them: those that stand in a graph of rows.
    Merge,
    /// Refreshing and expiring does the same to them. It has no effect: a session refreshes and expires only the
    /// instance that it is asked for.
    RefreshExpire,
    /// Expunging expunges them.
    Expunge,
    /// Deleting deletes them.
    Delete,
    /// Those that lose their parent are deleted.
    DeleteOrphan,
}

impl RelationshipKind {
    /// Whether there may be several rows at the other end.
    pub(crate) const fn is_to_many(self) -> bool {
        matches!(self, Self::OneToMany | Self::ManyToMany)
    }

    /// Whether this side holds the foreign key.
    pub(crate) const fn is_many_to_one(self) -> bool {
        matches!(self, Self::ManyToOne | Self::OptionalManyToOne)
    }
}
