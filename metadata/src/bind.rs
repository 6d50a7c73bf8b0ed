//! What a database must offer so that a schema can be created, dropped and read there. Does no I/O itself.

use crate::ddl::{create_steps, cut, drop_statements};
use crate::{DdlObject, DefinitionKind, Dialect, MetaData, Text, Unsupported};

/// The name of an object in a database: its schema, `None` for the default one, and its own name.
pub type ObjectName = (Option<String>, String);

/// A database that runs DDL. It is implemented by drivers; applications call [`MetaData::create_all`].
///
/// Unlike [`Reflect`], it only tells which objects exist, not what they look like.
pub trait Bind {
    /// The error of the database, which includes what the dialect cannot express.
    type Error;

    /// Returns the error for what the dialect cannot express.
    fn unsupported(unsupported: Unsupported) -> Self::Error;

    /// Returns the database's dialect.
    fn dialect(&self) -> Dialect;

    /// Returns the tables, views and sequences that exist. Those of the default schema are listed with `None`, and, if that schema
    /// has a name (PostgreSQL's `public`), once more with it.
    ///
    /// # Errors
    ///
    /// Returns whatever the database reports.
    fn table_names(&self) -> Result<Vec<ObjectName>, Self::Error>;

    /// Returns the types that exist, enums, domains and others, listed as tables are. Only PostgreSQL has them.
    ///
    /// # Errors
    ///
    /// Returns whatever the database reports.
    fn enum_names(&self) -> Result<Vec<ObjectName>, Self::Error> {
        Ok(Vec::new())
    }

    /// Runs the statements in order, on one connection and in one transaction, and commits. After an error nothing has
    /// happened, except in MySQL, where each DDL statement commits by itself.
    ///
    /// # Errors
    ///
    /// Returns whatever the database reports.
    fn execute_ddl(&self, statements: &[String]) -> Result<(), Self::Error>;
}

/// A database whose tables can be read. It is implemented by drivers; applications call [`MetaData::reflect`].
pub trait Reflect: Bind {
    /// Reads the default schema, and these schemas: tables with their keys and indexes, enums, views. What belongs to the
    /// default schema comes without one.
    ///
    /// # Errors
    ///
    /// Returns whatever the database reports.
    fn reflect_metadata(&self, schemas: &[String]) -> Result<MetaData, Self::Error>;
}

impl MetaData {
    /// Creates the tables, enum types and views that do not exist yet. What exists is left as it is;
    /// [`MetaData::diff`] tells whether it fits.
    ///
    /// # Errors
    ///
    /// Returns what the database reports, or [`Unsupported`] for what it cannot express: one error that names every table
    /// which it cannot hold. [`MetaData::supported`] is the schema without that.
    pub fn create_all<B: Bind>(&self, bind: &B) -> Result<(), B::Error> {
        let existing = Existing::read(self, bind)?;
        let steps =
            create_steps(self, bind.dialect(), &|object| !existing.contains(object), false).map_err(B::unsupported)?;
        let statements: Vec<String> = steps.into_iter().flat_map(|step| step.statements).collect();
        run(bind, &statements)
    }

    /// Drops the tables, enum types and views of this schema that exist, with all their rows.
    ///
    /// # Errors
    ///
    /// Returns what the database reports; for example, a table of another schema may refer to one of these.
    pub fn drop_all<B: Bind>(&self, bind: &B) -> Result<(), B::Error> {
        let existing = Existing::read(self, bind)?;
        let statements = drop_statements(self, bind.dialect(), &|object| existing.contains(object));
        run(bind, &statements.map_err(B::unsupported)?)
    }

    /// Reads the tables, enum types and views of a database: those of its default schema, which come without a schema.
    ///
    /// # Errors
    ///
    /// Returns what the database reports.
    pub fn reflect<R: Reflect>(from: &R) -> Result<Self, R::Error> {
        Self::reflect_schemas(from, &[])
    }

    /// Reads the tables, enum types and views of a database: those of its default schema and of these schemas.
    ///
    /// # Errors
    ///
    /// Returns what the database reports.
    pub fn reflect_schemas<R: Reflect>(from: &R, schemas: &[String]) -> Result<Self, R::Error> {
        let mut metadata = from.reflect_metadata(schemas)?;
        metadata.dialect = Some(from.dialect());
        Ok(metadata)
    }
}

fn run<B: Bind>(bind: &B, statements: &[String]) -> Result<(), B::Error> {
    if statements.is_empty() { Ok(()) } else { bind.execute_ddl(statements) }
}

/// What is in the database already.
struct Existing {
    tables: Vec<ObjectName>,
    enums: Vec<ObjectName>,
    dialect: Dialect,
}

impl Existing {
    fn read<B: Bind>(metadata: &MetaData, bind: &B) -> Result<Self, B::Error> {
        let dialect = bind.dialect();
        let asks_for_enums = metadata.enums.iter().any(|enum_type| enum_type.is_object(dialect))
            || metadata.definitions.iter().any(|definition| definition.is_object(dialect));
        let enums = if asks_for_enums { bind.enum_names()? } else { Vec::new() };
        Ok(Self { tables: bind.table_names()?, enums, dialect })
    }

    fn contains(&self, object: DdlObject<'_>) -> bool {
        match object {
            DdlObject::Definition(definition) => match definition.kind {
                // Created IF NOT EXISTS.
                DefinitionKind::Schema | DefinitionKind::Extension | DefinitionKind::Collation => false,
                DefinitionKind::Type | DefinitionKind::Domain => {
                    self.is_in(&self.enums, definition.schema.as_ref(), &definition.name)
                }
                DefinitionKind::Sequence | DefinitionKind::VirtualTable => {
                    self.is_in(&self.tables, definition.schema.as_ref(), &definition.name)
                }
            },
            DdlObject::Enum(enum_type) => self.is_in(&self.enums, enum_type.schema.as_ref(), &enum_type.name),
            DdlObject::View(view) => self.is_in(&self.tables, view.schema.as_ref(), &view.name),
            // A key comes and goes with its table.
            DdlObject::Table(table) | DdlObject::ForeignKey(table, _) => {
                self.is_in(&self.tables, table.schema.as_ref(), &table.name)
            }
        }
    }

    fn is_in(&self, names: &[ObjectName], schema: Option<&Text>, name: &str) -> bool {
        let same = |a: &str, b: &str| match self.dialect {
            Dialect::Sqlite => a.eq_ignore_ascii_case(b),
            dialect => a == cut(dialect, b),
        };
        names.iter().any(|(other_schema, other)| {
            let same_schema = match (other_schema, schema) {
                (Some(other_schema), Some(schema)) => same(other_schema, schema),
                (None, None) => true,
                _ => false,
            };
            same_schema && same(other, name)
        })
    }
}
