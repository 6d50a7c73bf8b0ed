//! What a schema file declares, as written: data only. Names are not looked up yet, types are words.

use realgar_metadata::type_name::TypeName;
use realgar_metadata::{
    DefaultValue, Deferrable, DefinitionKind, Generated, Identity, IndexKey, OnConflict, ReferentialAction, Span,
};

use super::comment::Annotation;

/// A name without quotes, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ident {
    /// As the database knows it.
    pub(crate) text: String,
    /// As written, if that has other letters: PostgreSQL knows a name without quotes by its lower case. Rust names are
    /// made from this, which still shows where words begin.
    pub(crate) spelling: Option<String>,
    pub(crate) span: Span,
}

/// The name of a table, type or view, perhaps with its schema. The default schemas `public` and `main` are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) schema: Option<String>,
    /// As the database knows it.
    pub(crate) text: String,
    /// As written, if that has other letters.
    pub(crate) spelling: Option<String>,
    pub(crate) span: Span,
}

impl Ident {
    pub(crate) fn new(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), spelling: None, span }
    }

    /// As written.
    pub(crate) fn spelled(&self) -> &str {
        self.spelling.as_deref().unwrap_or(&self.text)
    }
}

impl Name {
    pub(crate) fn new(schema: Option<String>, text: impl Into<String>, span: Span) -> Self {
        Self { schema, text: text.into(), spelling: None, span }
    }

    /// As written, without the schema.
    pub(crate) fn spelled(&self) -> &str {
        self.spelling.as_deref().unwrap_or(&self.text)
    }
}

/// A statement, in the order of the files.
#[derive(Clone, Debug)]
pub(crate) enum Declaration {
    Table(Box<Table>),
    View(Box<View>),
    Enum(EnumType),
    Domain(Box<Domain>),
    /// CREATE SCHEMA, EXTENSION, SEQUENCE, COLLATION, DOMAIN, and TYPE of another kind than ENUM.
    Definition(Box<Definition>),
    /// ALTER SEQUENCE … OWNED BY.
    OwnedBy {
        sequence: Name,
        table: Name,
        column: Ident,
    },
    /// A table that is there and left out, with a note.
    LeftOut(Name),
    Index {
        table: Name,
        index: Index,
        /// The statement before the table's name and after it, as written.
        around: [String; 2],
    },
    Alter {
        table: Name,
        /// The table need not be there.
        if_exists: bool,
        change: Change,
        /// The action as written.
        action: String,
    },
    /// COMMENT ON.
    Comment {
        on: CommentOn,
        text: Option<String>,
    },
    DropTable(Name),
    DropView(Name),
    AlterType {
        name: Name,
        change: TypeChange,
    },
    AlterDomain {
        name: Name,
        change: DomainChange,
        /// The action as written.
        action: String,
    },
    AlterIndex {
        index: Name,
        change: IndexChange,
    },
    /// ALTER VIEW or ALTER SEQUENCE … RENAME TO, SET SCHEMA.
    Move {
        object: Moved,
        name: Name,
        change: NameChange,
    },
    /// DROP TYPE, DROP DOMAIN.
    DropType(Name),
    /// DROP INDEX, which names the table in MySQL.
    DropIndex {
        name: Name,
        table: Option<Name>,
    },
}

/// What ALTER TYPE changes of an enum, or of any type.
#[derive(Clone, Debug)]
pub(crate) enum TypeChange {
    AddLabel {
        label: String,
        /// The label that it is put before or behind.
        beside: Option<(Beside, String)>,
        if_not_exists: bool,
    },
    RenameLabel {
        from: String,
        to: String,
    },
    Rename(Name),
    SetSchema(Option<String>),
}

/// What ALTER DOMAIN changes.
#[derive(Clone, Debug)]
pub(crate) enum DomainChange {
    Name(NameChange),
    Default(Option<DefaultValue>),
    NotNull(bool),
    AddConstraint(Constraint),
    RenameConstraint { from: String, to: String },
    DropConstraint(String),
}

/// What ALTER INDEX changes.
#[derive(Clone, Debug)]
pub(crate) enum IndexChange {
    Rename(Ident),
    /// ATTACH PARTITION: the index of a partition that is a part of this one.
    Attach(Name),
}

/// RENAME TO, SET SCHEMA. The default schema is `None`.
#[derive(Clone, Debug)]
pub(crate) enum NameChange {
    Rename(Name),
    SetSchema(Option<String>),
}

/// What ALTER renames by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    View,
    Sequence,
}

/// BEFORE, AFTER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    Before,
    After,
}

/// CREATE TABLE.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) if_not_exists: bool,
    /// MariaDB's OR REPLACE: it takes the place of the one before.
    pub(crate) or_replace: bool,
    /// The elements in parentheses, in order.
    pub(crate) elements: Vec<Element>,
    /// INHERITS (…): tables whose columns come first.
    pub(crate) parents: Vec<Name>,
    /// PARTITION OF: the table whose rows it holds, and which of them.
    pub(crate) partition_of: Option<(Name, String)>,
    pub(crate) without_rowid: bool,
    pub(crate) strict: bool,
    /// SQLite's CREATE VIRTUAL TABLE: what follows USING.
    pub(crate) module: Option<String>,
    /// What else follows the parentheses, as written.
    pub(crate) options: Vec<String>,
    /// MySQL's `AUTO_INCREMENT = n`.
    pub(crate) counts_from: Option<i64>,
    /// MySQL's COMMENT = '…'.
    pub(crate) comment: Option<String>,
    pub(crate) annotation: Annotation,
    /// The statement as written.
    pub(crate) text: String,
}

/// One element of CREATE TABLE, or what ALTER TABLE adds.
#[derive(Clone, Debug)]
pub(crate) enum Element {
    Column(Box<Column>),
    Constraint(Constraint),
    Index(Index),
    Exclude(Exclude),
    /// LIKE table.
    Like(Like),
}

/// LIKE: a table whose columns are taken over, and what else is.
#[derive(Clone, Debug)]
pub(crate) struct Like {
    pub(crate) table: Name,
    pub(crate) including: Including,
}

/// What INCLUDING and EXCLUDING say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Including {
    pub(crate) comments: bool,
    pub(crate) constraints: bool,
    pub(crate) defaults: bool,
    pub(crate) generated: bool,
    pub(crate) identity: bool,
    pub(crate) indexes: bool,
}

impl Including {
    /// INCLUDING ALL, and MySQL's LIKE.
    pub(crate) const ALL: Self =
        Self { comments: true, constraints: true, defaults: true, generated: true, identity: true, indexes: true };
}

/// EXCLUDE.
#[derive(Clone, Debug)]
pub(crate) struct Exclude {
    pub(crate) name: Option<String>,
    /// What follows the word, as written.
    pub(crate) definition: String,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: Ident,
    pub(crate) sql_type: Type,
    /// MySQL's CHARACTER SET.
    pub(crate) character_set: Option<String>,
    pub(crate) not_null: bool,
    /// SQLite's ON CONFLICT of NOT NULL.
    pub(crate) on_conflict: Option<OnConflict>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) generated: Option<Generated>,
    pub(crate) identity: Option<Identity>,
    /// MySQL's ON UPDATE, as written.
    pub(crate) on_update: Option<String>,
    pub(crate) invisible: bool,
    pub(crate) collation: Option<String>,
    /// MySQL's COMMENT '…'.
    pub(crate) comment: Option<String>,
    /// PRIMARY KEY, UNIQUE, REFERENCES and CHECK on the column itself.
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) annotation: Annotation,
    /// Type and constraints as written.
    pub(crate) text: String,
}

/// A column's type, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) name: TypeName,
    /// The schema of a type that the user declared.
    pub(crate) schema: Option<String>,
    pub(crate) span: Span,
}

/// A key or a check.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) name: Option<String>,
    pub(crate) rule: Rule,
    pub(crate) span: Span,
    pub(crate) annotation: Annotation,
}

/// What a constraint demands.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    PrimaryKey {
        columns: Vec<Ident>,
        /// SQLite: PRIMARY KEY (id AUTOINCREMENT).
        counted: bool,
        options: KeyOptions,
    },
    Unique {
        columns: Vec<Ident>,
        options: KeyOptions,
    },
    ForeignKey(ForeignKey),
    Check(CheckRule),
}

/// CHECK.
#[derive(Clone, Debug)]
pub(crate) struct CheckRule {
    /// As written.
    pub(crate) condition: String,
    pub(crate) no_inherit: bool,
    pub(crate) not_enforced: bool,
    pub(crate) on_conflict: Option<OnConflict>,
}

/// What may follow the columns of a primary or unique key.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyOptions {
    pub(crate) nulls_not_distinct: bool,
    pub(crate) include: Vec<Ident>,
    pub(crate) deferrable: Option<Deferrable>,
    pub(crate) on_conflict: Option<OnConflict>,
}

/// REFERENCES.
#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<Ident>,
    pub(crate) table: Name,
    /// If empty, the primary key.
    pub(crate) referred: Vec<Ident>,
    pub(crate) on_delete: ReferentialAction,
    /// The columns that ON DELETE sets, if not all of them.
    pub(crate) set_columns: Vec<Ident>,
    pub(crate) on_update: ReferentialAction,
    pub(crate) match_full: bool,
    pub(crate) deferrable: Option<Deferrable>,
}

/// CREATE INDEX, or MySQL's KEY.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    pub(crate) name: Option<Ident>,
    pub(crate) unique: bool,
    /// Keys, with the place of each.
    pub(crate) keys: Vec<(IndexKey, Span)>,
    pub(crate) condition: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) include: Vec<Ident>,
    pub(crate) nulls_not_distinct: bool,
    /// How the dialect stores it, as written.
    pub(crate) options: Vec<String>,
    pub(crate) comment: Option<String>,
}

/// An object that tables are built on and that is kept as written.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) kind: DefinitionKind,
    pub(crate) name: Name,
    /// What follows the name.
    pub(crate) sql: String,
    pub(crate) owned_by: Option<(Name, Ident)>,
    pub(crate) comment: Option<String>,
}

/// CREATE TYPE … AS ENUM.
#[derive(Clone, Debug)]
pub(crate) struct EnumType {
    pub(crate) name: Name,
    pub(crate) labels: Vec<String>,
    pub(crate) comment: Option<String>,
    pub(crate) annotation: Annotation,
}

/// CREATE DOMAIN: a type with a default and checks, read like a column called VALUE.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) name: Name,
    pub(crate) column: Column,
    /// What follows the name, as written.
    pub(crate) sql: String,
    /// What ALTER DOMAIN says afterwards, as written.
    pub(crate) additions: Vec<String>,
    pub(crate) comment: Option<String>,
}

/// CREATE VIEW.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) name: Name,
    /// Names of the columns, where the statement gives them.
    pub(crate) columns: Vec<Ident>,
    /// The query as written.
    pub(crate) query: String,
    /// What else the statement says, as written.
    pub(crate) options: Vec<String>,
    pub(crate) materialized: bool,
    /// The indexes of a materialized view.
    pub(crate) indexes: Vec<Index>,
    pub(crate) comment: Option<String>,
    pub(crate) annotation: Annotation,
    /// The statement as written.
    pub(crate) text: String,
}

/// One action of ALTER TABLE.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Add(Box<Element>),
    /// SET DEFAULT, DROP DEFAULT.
    Default {
        column: Ident,
        default: Option<DefaultValue>,
    },
    /// SET NOT NULL, DROP NOT NULL.
    NotNull {
        column: Ident,
        not_null: bool,
    },
    Identity {
        column: Ident,
        identity: Identity,
    },
    Type {
        column: Ident,
        sql_type: Type,
    },
    /// MySQL's MODIFY and CHANGE: a new definition of the column.
    Modify {
        column: Ident,
        definition: Box<Column>,
    },
    /// MySQL's FIRST, and AFTER another column.
    Place {
        column: Ident,
        after: Option<Ident>,
    },
    /// MySQL's DROP INDEX and DROP KEY.
    DropIndex {
        name: Ident,
    },
    /// MySQL's COMMENT = '…'.
    Comment(String),
    /// MySQL's `ENGINE = InnoDB` and the like, as written: it takes the place of what the table said.
    Option(String),
    DropColumn {
        column: Ident,
    },
    DropConstraint {
        name: Ident,
    },
    DropPrimaryKey,
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    Rename {
        to: Name,
    },
    SetSchema(Option<String>),
    RenameConstraint {
        from: Ident,
        to: Ident,
    },
    /// MySQL's RENAME INDEX.
    RenameIndex {
        from: Ident,
        to: Ident,
    },
    /// PostgreSQL's INHERIT and NO INHERIT.
    Inherit {
        parent: Name,
        inherits: bool,
    },
    /// PostgreSQL's ATTACH PARTITION: the other table holds a part of the rows of this one.
    AttachPartition {
        partition: Name,
        /// Which rows it holds, as written.
        bound: String,
    },
}

/// What COMMENT ON describes.
#[derive(Clone, Debug)]
pub(crate) enum CommentOn {
    Table(Name),
    Column { table: Name, column: Ident },
    View(Name),
    Type(Name),
    Index(Name),
}

/// Whether a default is `nextval('…')`, so that the column counts up.
pub(crate) fn is_sequence(default: &DefaultValue) -> bool {
    default.is_sequence()
}

/// The identity of `AUTO_INCREMENT`, SERIAL and the like.
pub(crate) const fn counted() -> Identity {
    Identity::BY_DEFAULT.never_reused()
}
