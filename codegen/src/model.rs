//! The resolved schema: what the emitters turn into Rust. Data only; nothing after this can fail because of the input.

use realgar_metadata::{Dialect, MetaData};

/// One schema: everything that one generated index module holds.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// The name of the generated index: `tutorial` for `schema/tutorial.sql`.
    pub(crate) name: String,
    /// The input files as the user named them, in order.
    pub(crate) sources: Vec<String>,
    /// The dialect of the files, where one is named by `-- @dialect`.
    pub(crate) dialect: Option<Dialect>,
    /// Tables, enums and views as SQL sees them.
    pub(crate) metadata: MetaData,
    /// One for each table, in the order of `metadata.tables`; then one for each view whose columns are known.
    pub(crate) models: Vec<Model>,
    /// Rust enums, in the order of `metadata.enums`.
    pub(crate) enums: Vec<EnumModel>,
    /// The positions in `models` of all tables, those referred to first. Self-references and the edges of a cycle that
    /// a nullable key can break are left out.
    pub(crate) flush_order: Vec<usize>,
    /// What was skipped or guessed, one sentence each; the build script prints them when asked.
    pub(crate) notes: Vec<String>,
}

/// The Rust side of one table or view.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Where the table stands in `metadata.tables`, or the view in `metadata.views`.
    pub(crate) origin: Origin,
    /// The module: the table's name as a Rust identifier in snake case.
    pub(crate) module: String,
    /// The row struct: `User`.
    pub(crate) row: String,
    /// The insert struct: `NewUser`. `None`: rows cannot be inserted (views).
    pub(crate) new_row: Option<String>,
    /// The changeset: `UserChanges`. `None`: there is nothing to change beside the key.
    pub(crate) changes: Option<String>,
    /// The columns, in order.
    pub(crate) fields: Vec<Field>,
    /// The fields of the primary key, in its order.
    pub(crate) key: Vec<usize>,
    /// Relationships, many-to-one first, then the others in the order of the tables.
    pub(crate) relationships: Vec<Relationship>,
    /// Comment, as rustdoc text.
    pub(crate) docs: Option<String>,
    /// The statement that declares it, as written in the schema file.
    pub(crate) declaration: String,
}

/// Where a model comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A position in `metadata.tables`.
    Table(usize),
    /// A position in `metadata.views`.
    View(usize),
}

/// The Rust side of one column.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The column's name in SQL.
    pub(crate) column: String,
    /// The Rust identifier.
    pub(crate) name: String,
    /// The type, without nullability.
    pub(crate) mapping: Mapping,
    /// NULL is allowed.
    pub(crate) nullable: bool,
    /// The caller does not have to give a value: DEFAULT, identity, SQLite's integer primary key.
    pub(crate) has_default: bool,
    /// The caller must not give a value: generated columns, GENERATED ALWAYS AS IDENTITY.
    pub(crate) read_only: bool,
    /// The column is the version counter of its row (`@version`).
    pub(crate) version: bool,
    /// The model that this column alone refers to by its single-column primary key.
    pub(crate) refers_to: Option<usize>,
    /// SQL type and constraints as SQL, for the documentation: `VARCHAR(30) NOT NULL`.
    pub(crate) declaration: String,
    /// Comment, as rustdoc text.
    pub(crate) docs: Option<String>,
}

/// How a column's values look in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mapping {
    /// `sql::SmallInt`, `i16`.
    SmallInt,
    /// `sql::Integer`, `i32`.
    Integer,
    /// `sql::BigInt`, `i64`.
    BigInt,
    /// `sql::Real`, `f32`.
    Real,
    /// `sql::Double`, `f64`.
    Double,
    /// `sql::Boolean`, `bool`.
    Boolean,
    /// `sql::Text`, `String`.
    Text,
    /// `sql::Blob`, `Vec<u8>`.
    Blob,
    /// `sql::Numeric`, `sql::Decimal` (feature `decimal`).
    Numeric,
    /// `sql::Date`, `sql::NaiveDate` (feature `chrono`).
    Date,
    /// `sql::Time`, `sql::NaiveTime` (feature `chrono`).
    Time,
    /// `sql::Timestamp`, `sql::NaiveDateTime` (feature `chrono`).
    Timestamp,
    /// `sql::TimestampTz`, `sql::DateTimeUtc` (feature `chrono`).
    TimestampTz,
    /// `sql::Uuid`, `sql::UuidValue` (feature `uuid`).
    Uuid,
    /// `sql::Json`, `sql::JsonValue` (feature `json`).
    Json,
    /// `sql::Any`, `sql::Value`.
    Any,
    /// `sql::Mapped<super::Mood>`, the enum at this position in `Schema::enums`.
    Enum(usize),
    /// `sql::Mapped<path>`: the user's own type (`@type`), which implements `SqlMapped`.
    Custom(String),
}

/// One Rust enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumModel {
    /// The Rust name.
    pub(crate) name: String,
    /// What the configuration may call it: `mood`, or `invoice.status`; with its schema first, if it has one.
    pub(crate) keys: Vec<String>,
    /// SQL label and Rust variant, in order.
    pub(crate) variants: Vec<(String, String)>,
    /// Comment, as rustdoc text.
    pub(crate) docs: Option<String>,
}

/// A relationship, seen from one side.
#[derive(Clone, Debug)]
pub(crate) struct Relationship {
    /// The Rust name: `addresses`.
    pub(crate) name: String,
    /// Which kind.
    pub(crate) kind: RelationshipKind,
    /// The model at the other end.
    pub(crate) target: usize,
    /// The fields on this side that the join compares.
    pub(crate) local: Vec<usize>,
    /// The fields on the other side, in the order of `local`. For many-to-many: those that the association table refers
    /// to.
    pub(crate) remote: Vec<usize>,
    /// For many-to-many: the association table.
    pub(crate) secondary: Option<Secondary>,
    /// The name of the same relationship seen from the other side.
    pub(crate) back_populates: Option<String>,
    /// What a session does with it.
    pub(crate) behaviour: Behaviour,
    /// Comment, as rustdoc text.
    pub(crate) docs: Option<String>,
}

/// What a session does with one side of a relationship.
#[derive(Clone, Debug)]
pub(crate) struct Behaviour {
    /// `cascade=` words, in the order written.
    pub(crate) cascade: Vec<Cascade>,
    /// `passive_deletes`
    pub(crate) passive_deletes: bool,
    /// `order_by=`: fields of the target, and whether the greatest comes first.
    pub(crate) order_by: Vec<(usize, bool)>,
    /// `write_only`
    pub(crate) write_only: bool,
    /// `viewonly`
    pub(crate) viewonly: bool,
}

/// SQLAlchemy's defaults.
impl Default for Behaviour {
    fn default() -> Self {
        Self {
            cascade: vec![Cascade::SaveUpdate, Cascade::Merge],
            passive_deletes: false,
            order_by: Vec::new(),
            write_only: false,
            viewonly: false,
        }
    }
}

/// The association table of a many-to-many relationship.
#[derive(Clone, Debug)]
pub(crate) struct Secondary {
    /// The model of the association table.
    pub(crate) model: usize,
    /// Its fields that refer to this side, in the order of `Relationship::local`.
    pub(crate) local: Vec<usize>,
    /// Its fields that refer to the other side, in the order of `Relationship::remote`.
    pub(crate) remote: Vec<usize>,
}

/// The kinds of relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelationshipKind {
    /// This side holds the foreign key, and it is NOT NULL: exactly one.
    ManyToOne,
    /// This side holds the foreign key, and it may be NULL: one or none.
    OptionalManyToOne,
    /// The other side holds the foreign key.
    OneToMany,
    /// The other side holds the foreign key and it is unique: one or none.
    OneToOne,
    /// An association table holds both keys.
    ManyToMany,
}

/// A word of `cascade=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cascade {
    /// `save-update`
    SaveUpdate,
    /// `merge`
    Merge,
    /// `refresh-expire`
    RefreshExpire,
    /// `expunge`
    Expunge,
    /// `delete`
    Delete,
    /// `delete-orphan`
    DeleteOrphan,
}
