//! The three families of SQL that Realgar speaks.

/// A family of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL, and databases that speak its protocol.
    PostgreSql,
    /// MySQL and MariaDB.
    MySql,
}

impl Dialect {
    /// All dialects, for code that loops over them.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::PostgreSql, Self::MySql];

    /// Returns the name, as in URLs and in `-- @dialect` comments: `sqlite`, `postgresql`, `mysql`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
