//! What a session must know of an entity: the typed part, which is generated, and the rest as data.

use crate::error::Result;
use std::any::{Any, TypeId};
use std::sync::Arc;

use crate::entity::handle::Handle;
use crate::entity::into_key::IntoKey;
use crate::entity::key::KeyTypes;
use crate::entity::pages::RowPages;
use crate::entity::rows::EntityRows;
use crate::entity::{Insertable, RelationshipInfo, Table};
use crate::sql::ast::TableRef;

/// A row that a [`Session`](crate::Session) manages: its table has a primary key, and rows can be inserted.
#[diagnostic::on_unimplemented(
    message = "a session cannot manage rows of `{Self}`",
    label = "has no primary key, or is a view",
    note = "declare a PRIMARY KEY in the schema file, or read the rows through a connection"
)]
pub trait Managed: Table<Instance = Handle<Self>, Key: IntoKey<<Self as Table>::Key>> + Clone + Send {
    /// The insert struct: `NewUser`.
    type New: Insertable<Table = Self> + From<Self> + Clone + Send + 'static;

    /// The SQL types of the primary key.
    type KeyTypes: KeyTypes<Rust = Self::Key>;

    /// What is known of the entity as data.
    fn mapper() -> &'static Mapper;
}

/// An entity as data: what the untyped parts of a session work with.
#[derive(Debug)]
pub struct Mapper {
    /// The table's name.
    pub(crate) name: &'static str,
    /// The table's schema.
    pub(crate) schema: Option<&'static str>,
    /// The columns' names, in order.
    pub(crate) columns: &'static [&'static str],
    /// When the table is written: its position in the flush order.
    pub(crate) rank: usize,
    /// The positions of the primary key's columns, in its order.
    pub(crate) key: &'static [usize],
    /// The position of the column that counts versions.
    pub(crate) version: Option<usize>,
    /// The relationships to entities, with what is known of these.
    pub(crate) relationships: &'static [Related],
    /// The table as data.
    pub(crate) table: fn() -> &'static realgar_metadata::Table,
    /// The row's type.
    pub(crate) row: fn() -> TypeId,
    /// Makes a place for rows.
    pub(crate) contents: fn() -> Box<dyn EntityRows>,
}

/// A relationship, and the entity at its other end.
pub type Related = (&'static RelationshipInfo, fn() -> &'static Mapper);

/// A relationship, and the entity `E` at its other end. Called by generated code.
#[must_use]
pub const fn related<E: Managed>(relationship: &'static RelationshipInfo) -> Related {
    (relationship, E::mapper)
}

impl Mapper {
    /// What is known of `E`. Called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<E: Managed>(rank: usize, key: &'static [usize], relationships: &'static [Related]) -> Self {
        Self {
            name: E::NAME,
            schema: E::SCHEMA,
            columns: E::COLUMNS,
            rank,
            key,
            version: E::VERSION,
            relationships,
            table: E::metadata,
            row: TypeId::of::<E>,
            contents: || Box::new(RowPages::<E>::default()),
        }
    }

    pub(crate) const fn table_ref(&self) -> TableRef {
        TableRef { schema: self.schema, name: self.name }
    }

    /// The position of a column that generated code names.
    pub(crate) fn position(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|name| *name == column);
        found.unwrap_or_else(|| unreachable!("generated code names columns of `{}` only, not `{column}`", self.name))
    }

    /// Whether these columns are the primary key, in whatever order.
    pub(crate) fn is_key(&self, columns: &[&str]) -> bool {
        columns.len() == self.key.len() && self.key.iter().all(|at| columns.contains(&self.columns[*at]))
    }

    /// The relationship at the other end of one of this entity's.
    pub(crate) fn inverse(info: &RelationshipInfo, target: &'static Self) -> Option<&'static RelationshipInfo> {
        let name = info.back_populates?;
        target.relationships.iter().map(|(inverse, _)| *inverse).find(|inverse| inverse.name == name)
    }

    /// The entity at the other end of a relationship.
    pub(crate) fn related(&self, info: &RelationshipInfo) -> Option<&'static Related> {
        self.relationships.iter().find(|(own, _)| own.name == info.name)
    }

    /// The positions of the columns that the database computes from others.
    pub(crate) fn generated(&self) -> impl Iterator<Item = usize> {
        let columns = (self.table)().columns.iter().enumerate();
        columns.filter(|(_, column)| column.generated.is_some()).map(|(at, _)| at)
    }

    /// Whether the column takes NULL.
    pub(crate) fn is_nullable(&self, position: usize) -> bool {
        (self.table)().columns.get(position).is_some_and(|column| column.nullable)
    }
}

/// Whether a generated foreign key refers to this table. It names the schema that its table was found in, so that a table
/// of the same name in another schema is not taken for it.
pub(crate) fn refers_to(key: &realgar_metadata::ForeignKey, table: &realgar_metadata::Table) -> bool {
    key.referred_table == table.name && key.referred_schema == table.schema
}

/// Called with a row, or an insert struct, to be changed.
pub(crate) type ChangingHook = Arc<dyn Fn(&mut dyn Any) -> Result<()> + Send + Sync>;
/// Called with a row.
pub(crate) type LookingHook = Arc<dyn Fn(&dyn Any) -> Result<()> + Send + Sync>;
