//! What is in a database: its tables and views, with columns, keys, checks and indexes.
//!
//! The model is that of schema files, so what was read can be compared with what was declared (`MetaData::diff`) or
//! created elsewhere (`MetaData::create_all`).

mod missing;
mod sqlite;

use realgar_metadata::{Check, Column, ForeignKey, Index, MetaData, PrimaryKey, Reflect, Table, Unique};

use crate::engine::{Connection, Engine};
use crate::error::{Error, Result};
use crate::sql::Dialect;

/// Reads what is in a database. Made of an engine; nothing is read before a method asks, and nothing is kept.
///
/// Each call takes a connection of its own out of the pool and sees what is committed. On SQLite names are found in
/// whatever case, and tables and views are listed in the order of their creation. The tables of SQLite itself, virtual
/// tables and those in which virtual tables keep their data are not listed; asked for by name, a virtual table tells
/// its columns.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::{Engine, Inspector, text};
///
/// let engine = Engine::new("sqlite://")?;
/// engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER PRIMARY KEY, y NUMERIC(10, 2) NOT NULL)")))?;
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
    /// An inspector of the engine's database. Opens nothing.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone() }
    }

    /// The names of the tables.
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
    /// Whatever [`Engine::connect`] and the database report; `Unsupported` if this version cannot read the tables of
    /// the database.
    pub fn table_names(&self) -> Result<Vec<String>> {
        sqlite::names(&mut self.connect()?, Kind::Table)
    }

    /// The names of the views.
    ///
    /// # Errors
    ///
    /// As [`table_names`](Self::table_names).
    pub fn view_names(&self) -> Result<Vec<String>> {
        sqlite::names(&mut self.connect()?, Kind::View)
    }

    /// Whether there is a table or view of this name.
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
        sqlite::exists(&mut self.connect()?, name)
    }

    /// The columns of a table or view, in order.
    ///
    /// Types that the model does not know are `SqlType::Other` as they were written; without text, if a column of SQLite's
    /// has no type. Columns of a primary key are NOT NULL, though SQLite lets NULL into some.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::metadata::{DefaultValue, SqlType};
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| conn.execute(text("CREATE TABLE word (word VARCHAR(30) DEFAULT 'a', x)")))?;
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
    /// `NoSuchTable` if there is no table or view of this name; else as [`table_names`](Self::table_names).
    pub fn columns(&self, table: &str) -> Result<Vec<Column>> {
        Ok(self.relation(table)?.table.columns.into_owned())
    }

    /// The primary key of a table; without columns, if the table has none.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| conn.execute(text("CREATE TABLE point (x, y, CONSTRAINT pk_point PRIMARY KEY (y, x))")))?;
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

    /// The foreign keys of a table. Those that name no columns refer to the primary key, and so they say here.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE node (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES node)"))
    /// })?;
    /// let keys = Inspector::new(&engine).foreign_keys("node")?;
    /// assert_eq!((keys[0].referred_table(), &*keys[0].referred_columns), ("node", &["id".into()][..]));
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

    /// The indexes of a table, but for those that stand behind its keys and UNIQUE constraints.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| {
    ///     conn.execute(text("CREATE TABLE word (word TEXT UNIQUE, rank INTEGER, CHECK (rank > 0))"))?;
    ///     conn.execute(text("CREATE INDEX ix_word ON word (lower(word)) WHERE rank < 10"))
    /// })?;
    /// let inspector = Inspector::new(&engine);
    /// let indexes = inspector.indexes("word")?;
    /// assert_eq!((indexes.len(), &*indexes[0].keys[0].expression), (1, "lower(word)"));
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

    /// The UNIQUE constraints of a table; unique indexes are [`indexes`](Self::indexes).
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn unique_constraints(&self, table: &str) -> Result<Vec<Unique>> {
        Ok(self.relation(table)?.table.uniques.into_owned())
    }

    /// The CHECK constraints of a table, of its columns and its own, as they were written.
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns).
    pub fn check_constraints(&self, table: &str) -> Result<Vec<Check>> {
        Ok(self.relation(table)?.table.checks.into_owned())
    }

    /// A table with all that belongs to it.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, ErrorKind, Inspector, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER, y INTEGER)")))?;
    /// let inspector = Inspector::new(&engine);
    /// assert_eq!(inspector.table("point")?.column_names(), ["x", "y"]);
    ///
    /// let error = inspector.table("pint").unwrap_err();
    /// assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
    /// assert_eq!(error.message(), "there is no table or view `pint`; there are `point`");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NoSuchTable` if there is no table of this name, also if it is a view; else as
    /// [`table_names`](Self::table_names).
    pub fn table(&self, name: &str) -> Result<Table> {
        let relation = self.relation(name)?;
        if relation.kind == Kind::View {
            return Err(missing::is_a_view(name));
        }
        Ok(relation.table)
    }

    /// All tables and views; what `MetaData::reflect(&engine)` gives, too.
    ///
    /// The number of statements does not grow with the tables, only with the views.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, MetaData, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER, y INTEGER)")))?;
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
        let (tables, views) = sqlite::all(&mut self.connect()?)?;
        let mut metadata = MetaData::default().in_dialect(self.engine.dialect());
        metadata.tables = tables.into();
        metadata.views = views.into();
        Ok(metadata)
    }

    /// A connection to a database whose tables can be read.
    fn connect(&self) -> Result<Connection> {
        match self.engine.dialect() {
            Dialect::Sqlite => self.engine.connect(),
            other => Err(Error::unsupported(format!("the tables of {other} cannot be read by this version"))),
        }
    }

    fn relation(&self, name: &str) -> Result<Relation> {
        let mut connection = self.connect()?;
        if let Some(relation) = sqlite::relation(&mut connection, name)? {
            return Ok(relation);
        }
        let mut names = sqlite::names(&mut connection, Kind::Table)?;
        names.extend(sqlite::names(&mut connection, Kind::View)?);
        Err(missing::no_such_table(name, &names))
    }
}

impl Reflect for Engine {
    fn reflect_metadata(&self) -> Result<MetaData> {
        Inspector::new(self).metadata()
    }
}
