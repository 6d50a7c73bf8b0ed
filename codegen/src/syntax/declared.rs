//! What a schema file declares, as written: data only. Names are not looked up yet, types are words.

use realgar_metadata::type_name::TypeName;
use realgar_metadata::{DefaultValue, Deferrable, Generated, Identity, IndexKey, ReferentialAction, Span};

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
    /// CREATE TYPE of another kind than ENUM: composite, range, base type.
    OtherType(Name),
    /// SQLite's CREATE VIRTUAL TABLE, whose module keeps its data in tables of its own.
    VirtualTable(Name),
    Index {
        table: Name,
        index: Index,
    },
    Alter {
        table: Name,
        /// The table need not be there.
        if_exists: bool,
        change: Change,
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
    /// The elements in parentheses, in order.
    pub(crate) elements: Vec<Element>,
    /// INHERITS (…), LIKE: tables whose columns come first.
    pub(crate) parents: Vec<Name>,
    pub(crate) without_rowid: bool,
    pub(crate) strict: bool,
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
    /// LIKE table.
    Like(Name),
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: Ident,
    pub(crate) sql_type: Type,
    pub(crate) not_null: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) generated: Option<Generated>,
    pub(crate) identity: Option<Identity>,
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
    },
    Unique {
        columns: Vec<Ident>,
        nulls_not_distinct: bool,
    },
    ForeignKey(ForeignKey),
    /// As written.
    Check(String),
}

/// REFERENCES.
#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<Ident>,
    pub(crate) table: Name,
    /// If empty, the primary key.
    pub(crate) referred: Vec<Ident>,
    pub(crate) on_delete: ReferentialAction,
    pub(crate) on_update: ReferentialAction,
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
}

/// CREATE VIEW.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) name: Name,
    /// Names of the columns, where the statement gives them.
    pub(crate) columns: Vec<Ident>,
    /// The query as written.
    pub(crate) query: String,
    pub(crate) materialized: bool,
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
    /// PostgreSQL's ATTACH PARTITION: the other table holds a part of the rows of this one.
    AttachPartition(Name),
}

/// What COMMENT ON describes.
#[derive(Clone, Debug)]
pub(crate) enum CommentOn {
    Table(Name),
    Column { table: Name, column: Ident },
    View(Name),
    Type(Name),
}

/// Whether a default is `nextval('…')`, so that the column counts up.
pub(crate) fn is_sequence(default: &DefaultValue) -> bool {
    matches!(default, DefaultValue::Expression(expression)
        if expression.to_ascii_lowercase().starts_with("nextval"))
}

/// The identity of `AUTO_INCREMENT`, SERIAL and the like.
pub(crate) const fn counted() -> Identity {
    Identity { always: false, never_reused: true, start: None, increment: None }
}
