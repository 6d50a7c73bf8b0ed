//! What is in a database: its tables and views, with columns, keys, checks and indexes.
//!
//! The model is that of schema files, so what was read can be compared with what was declared (`MetaData::diff`) and
//! created elsewhere (`MetaData::create_all`).

mod database;
mod missing;
mod mysql;
mod postgres;
mod sqlite;
mod words;

use realgar_metadata::{Check, Column, ForeignKey, Index, MetaData, PrimaryKey, Reflect, Table, Unique};

use crate::engine::Engine;
use crate::error::Result;
use database::Database;

/// Reads which tables and views a database has.
///
/// Every call takes a connection from the pool and sees what is committed; nothing is cached. Tables and views are listed
/// in the order of their creation where the database keeps it.
///
/// On SQLite, names are found in whatever case. SQLite's own tables and the tables in which virtual tables store their data
/// are not listed, nor are virtual tables of other modules than FTS and R-tree, whose columns can be read by their
/// names all the same.
///
/// On PostgreSQL, the tables are those that the search path leads to (usually the schema `public`), and they come without
/// a schema; [`with_schemas`](Self::with_schemas) reads others as well. Partitions belong to their table, and what an
/// extension has created belongs to the extension. Expressions are as the server spells them.
///
/// On MySQL and MariaDB, the tables are those of the connection's database, in alphabetical order, because these servers keep
/// no other one; a UNIQUE constraint and a unique index are the same there, and are told as the constraint.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::{Engine, Inspector, text};
///
/// let engine = Engine::new("sqlite://")?;
/// engine.begin(|conn| {
///     conn.execute(text(
///         "CREATE TABLE point (x INTEGER PRIMARY KEY, y NUMERIC(10, 2) NOT NULL)",
///     ))
/// })?;
///
/// let inspector = Inspector::new(&engine);
/// assert_eq!(inspector.table_names()?, ["point"]);
/// let columns = inspector.columns("point")?;
/// assert_eq!(columns[1].name, "y");
/// assert!(!columns[1].nullable);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Inspector {
    engine: Engine,
    schemas: Vec<String>,
}

/// A table, or a view read as one.
struct Relation {
    kind: Kind,
    table: Table,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Table,
    View,
}

impl Inspector {
    /// Creates an inspector of the engine's database, without connecting to it.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), schemas: Vec::new() }
    }

    /// Reads the tables of these schemas, too. Those that the default schema does not have come with their schema.
    ///
    /// ```no_run
    /// # fn main() -> realgar::Result<()> {
    /// use realgar::{Engine, Inspector};
    ///
    /// let engine = Engine::new("postgresql://postgres@localhost/shop")?;
    /// let inspector = Inspector::new(&engine).with_schemas(["audit"]);
    /// let events = inspector.table("event")?;
    /// assert_eq!(events.schema.as_deref(), Some("audit"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_schemas<S: Into<String>>(mut self, schemas: impl IntoIterator<Item = S>) -> Self {
        self.schemas.extend(schemas.into_iter().map(Into::into));
        self
    }

    /// Returns the names of the tables.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE point (x INTEGER)"))?;
    ///     conn.execute(text("CREATE VIEW origin AS SELECT 0 AS x"))
    /// })?;
    /// assert_eq!(Inspector::new(&engine).table_names()?, ["point"]);
    /// assert_eq!(Inspector::new(&engine).view_names()?, ["origin"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns what [`Engine::connect`] and the database report, or `Unsupported` if this version cannot read the
    /// tables of the database.
    pub fn table_names(&self) -> Result<Vec<String>> {
        self.connect()?.names(Kind::Table)
    }

    /// Returns the names of the views.
    ///
    /// # Errors
    ///
    /// As [`table_names`](Self::table_names).
    pub fn view_names(&self) -> Result<Vec<String>> {
        self.connect()?.names(Kind::View)
    }

    /// Returns whether there is a table or view of this name.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector};
    /// # let engine = Engine::new("sqlite://")?;
    /// assert!(!Inspector::new(&engine).has_table("point")?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`table_names`](Self::table_names).
    pub fn has_table(&self, name: &str) -> Result<bool> {
        self.connect()?.has(name)
    }

    /// Returns the columns of a table or view, in order.
    ///
    /// A type that the model does not know is `SqlType::Other`, as it was written; a column without a type, as SQLite
    /// allows it, has an empty one. Columns of a primary key are NOT NULL, although SQLite allows NULL in some.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::metadata::{DefaultValue, SqlType};
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE word (word VARCHAR(30) DEFAULT 'a', x)"))
    /// })?;
    /// let columns = Inspector::new(&engine).columns("word")?;
    /// assert_eq!(columns[0].sql_type, SqlType::VarChar(Some(30)));
    /// assert_eq!(columns[0].default, Some(DefaultValue::String("a".into())));
    /// assert_eq!(columns[1].sql_type, SqlType::Other("".into()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns `NoSuchTable` if there is no table or view of this name; otherwise as
    /// [`table_names`](Self::table_names).
    pub fn columns(&self, table: &str) -> Result<Vec<Column>> {
        Ok(self.relation(table)?.table.columns.into_owned())
    }

    /// Returns the primary key of a table. If the table has none, it has no columns.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text(
    ///         "CREATE TABLE point (x, y, CONSTRAINT pk_point PRIMARY KEY (y, x))",
    ///     ))
    /// })?;
    /// let key = Inspector::new(&engine).primary_key("point")?;
    /// assert_eq!(key.column_names(), ["y", "x"]);
    /// assert_eq!(key.name.as_deref(), Some("pk_point"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn primary_key(&self, table: &str) -> Result<PrimaryKey> {
        Ok(self.relation(table)?.table.primary_key)
    }

    /// Returns the foreign keys of a table. If a key names no columns of the other table, those of its primary key are
    /// filled in.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text(
    ///         "CREATE TABLE node (id INTEGER PRIMARY KEY, parent_id \
    ///                        INTEGER REFERENCES node)",
    ///     ))
    /// })?;
    /// let keys = Inspector::new(&engine).foreign_keys("node")?;
    /// assert_eq!(
    ///     (keys[0].referred_table(), &*keys[0].referred_columns),
    ///     ("node", &["id".into()][..])
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn foreign_keys(&self, table: &str) -> Result<Vec<ForeignKey>> {
        Ok(self.relation(table)?.table.foreign_keys.into_owned())
    }

    /// Returns the indexes of a table, except for those that implement its keys and UNIQUE constraints.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text(
    ///         "CREATE TABLE word (word TEXT UNIQUE, rank INTEGER, CHECK (rank > 0))",
    ///     ))?;
    ///     conn.execute(text(
    ///         "CREATE INDEX ix_word ON word (lower(word)) WHERE rank < 10",
    ///     ))
    /// })?;
    /// let inspector = Inspector::new(&engine);
    /// let indexes = inspector.indexes("word")?;
    /// assert_eq!(
    ///     (indexes.len(), &*indexes[0].keys[0].expression),
    ///     (1, "lower(word)")
    /// );
    /// assert_eq!(indexes[0].condition.as_deref(), Some("rank < 10"));
    /// assert_eq!(inspector.unique_constraints("word")?[0].columns[0], "word");
    /// assert_eq!(inspector.check_constraints("word")?[0].expression, "rank > 0");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn indexes(&self, table: &str) -> Result<Vec<Index>> {
        Ok(self.relation(table)?.table.indexes.into_owned())
    }

    /// Returns the UNIQUE constraints of a table. Unique indexes are among its [`indexes`](Self::indexes).
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn unique_constraints(&self, table: &str) -> Result<Vec<Unique>> {
        Ok(self.relation(table)?.table.uniques.into_owned())
    }

    /// Returns the CHECK constraints of a table and of its columns, as they were written.
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn check_constraints(&self, table: &str) -> Result<Vec<Check>> {
        Ok(self.relation(table)?.table.checks.into_owned())
    }

    /// Returns a table with everything that belongs to it.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, ErrorKind, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE point (x INTEGER, y INTEGER)"))
    /// })?;
    /// let inspector = Inspector::new(&engine);
    /// assert_eq!(inspector.table("point")?.column_names(), ["x", "y"]);
    ///
    /// let error = inspector.table("pint").unwrap_err();
    /// assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
    /// assert_eq!(
    ///     error.message(),
    ///     "there is no table or view `pint`; the database has `point`"
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns `NoSuchTable` if there is no table of this name, or if it is a view; otherwise as
    /// [`table_names`](Self::table_names).
    pub fn table(&self, name: &str) -> Result<Table> {
        let relation = self.relation(name)?;
        if relation.kind == Kind::View {
            return Err(missing::is_a_view(name));
        }
        Ok(relation.table)
    }

    /// Returns all tables and views, as `MetaData::reflect(&engine)` does.
    ///
    /// The number of statements does not grow with that of tables; on SQLite it grows with that of views.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, MetaData, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE point (x INTEGER, y INTEGER)"))
    /// })?;
    /// let metadata = MetaData::reflect(&engine)?;
    ///
    /// let copy = Engine::new("sqlite://")?;
    /// metadata.create_all(&copy)?;
    /// assert!(metadata.diff(&MetaData::reflect(&copy)?).is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`table_names`](Self::table_names).
    pub fn metadata(&self) -> Result<MetaData> {
        self.connect()?.metadata()
    }

    fn connect(&self) -> Result<Database<'_>> {
        Database::connect(&self.engine, &self.schemas)
    }

    fn relation(&self, name: &str) -> Result<Relation> {
        let mut database = self.connect()?;
        if let Some(relation) = database.relation(name)? {
            return Ok(relation);
        }
        let mut names = database.names(Kind::Table)?;
        names.extend(database.names(Kind::View)?);
        Err(missing::no_such_table(name, &names))
    }
}

impl Reflect for Engine {
    fn reflect_metadata(&self, schemas: &[String]) -> Result<MetaData> {
        Inspector::new(self).with_schemas(schemas).metadata()
    }
}
