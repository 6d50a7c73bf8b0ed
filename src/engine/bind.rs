//! An engine as something that schemas can be created in.

use realgar_metadata::{Bind, ObjectName, Unsupported};

use super::{Engine, Intent};
use crate::driver::Cursor;
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::statement::text;

impl Bind for Engine {
    type Error = Error;

    fn unsupported(unsupported: Unsupported) -> Error {
        Error::unsupported(unsupported.to_string()).with_source(unsupported)
    }

    fn dialect(&self) -> Dialect {
        Self::dialect(self)
    }

    fn table_names(&self) -> Result<Vec<ObjectName>> {
        let mut connection = self.connect()?;
        let sql = table_names_sql(Self::dialect(self))?;
        Ok(connection.execute(text(sql).typed::<(Option<String>, String)>())?.all())
    }

    fn enum_names(&self) -> Result<Vec<ObjectName>> {
        if Self::dialect(self) != Dialect::PostgreSql {
            return Ok(Vec::new());
        }
        let mut connection = self.connect()?;
        Ok(connection.execute(text(TYPE_NAMES).typed::<(Option<String>, String)>())?.all())
    }

    fn execute_ddl(&self, statements: &[String]) -> Result<()> {
        self.begin(|connection| {
            for statement in statements {
                // Not `text`: colons in defaults and checks are no parameters.
                connection.run_sql(statement, &[], Intent::Writes, &mut drain)?;
            }
            Ok(())
        })
    }
}

/// Enums, domains, ranges and composite types of PostgreSQL, but for those of its own and of tables.
const TYPE_NAMES: &str = "SELECT schemas.name, t.typname::text \
     FROM pg_catalog.pg_type AS t \
     JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
     LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid \
     CROSS JOIN LATERAL (VALUES (n.nspname::text), (NULL)) AS schemas (name) \
     WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')) \
     AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' \
     AND (schemas.name IS NOT NULL OR pg_catalog.pg_type_is_visible(t.oid))";

fn drain(cursor: &mut dyn Cursor) -> Result<()> {
    while cursor.next()?.is_some() {}
    Ok(())
}

fn table_names_sql(dialect: Dialect) -> Result<&'static str> {
    match dialect {
        Dialect::Sqlite => Ok("SELECT NULL, name FROM sqlite_schema WHERE type IN ('table', 'view')"),
        // What the search path leads to has a name without its schema, too.
        Dialect::PostgreSql => Ok("SELECT schemas.name, c.relname::text \
             FROM pg_catalog.pg_class AS c \
             JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
             CROSS JOIN LATERAL (VALUES (n.nspname::text), (NULL)) AS schemas (name) \
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname <> 'information_schema' \
             AND n.nspname NOT LIKE 'pg\\_%' AND (schemas.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))"),
        // What is in the connection's own database has a name without it, too.
        Dialect::MySql => Ok("SELECT NULL, table_name FROM information_schema.tables WHERE table_schema = database() \
             UNION ALL SELECT table_schema, table_name FROM information_schema.tables \
             WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"),
        other => Err(Error::unsupported(format!("the tables of {other} cannot be listed by this version"))),
    }
}
