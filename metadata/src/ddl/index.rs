//! CREATE INDEX.

use super::writer::Writer;
use crate::{Dialect, Index, IndexKey, Table, Unsupported};

impl Writer<'_> {
    pub(super) fn create_index(mut self, table: &Table, index: &Index) -> Result<String, Unsupported> {
        let method = self.method(index)?;
        self.raw("CREATE ");
        self.raw(if index.unique { "UNIQUE " } else { "" });
        if let Method::Kind(kind) = &method {
            self.raw(kind);
            self.raw(" ");
        }
        self.raw("INDEX ");
        // In SQLite the schema stands before the index, elsewhere before the table.
        let (index_schema, table_schema) = match self.dialect {
            Dialect::Sqlite => (table.schema.as_deref(), None),
            Dialect::PostgreSql | Dialect::MySql => (None, table.schema.as_deref()),
        };
        self.qualified(index_schema, &index.name)?;
        if let (Dialect::MySql, Method::Using(method)) = (self.dialect, &method) {
            self.raw(" USING ");
            self.raw(method);
        }
        self.raw(" ON ");
        self.qualified(table_schema, &table.name)?;
        if let (Dialect::PostgreSql, Method::Using(method)) = (self.dialect, &method) {
            self.raw(" USING ");
            self.name(method)?;
        }
        self.raw(" (");
        for (i, key) in index.keys.iter().enumerate() {
            self.raw(if i == 0 { "" } else { ", " });
            self.index_key(index, key)?;
        }
        self.raw(")");
        if let Some(condition) = &index.condition {
            if self.dialect == Dialect::MySql {
                return Err(self.unsupported(format!("the index `{}` cannot have a WHERE", index.name)));
            }
            self.raw(" WHERE ");
            self.raw(condition.trim());
        }
        Ok(self.finish())
    }

    fn index_key(&mut self, index: &Index, key: &IndexKey) -> Result<(), Unsupported> {
        if key.is_column {
            self.name(&key.expression)?;
        } else {
            self.parenthesized(&key.expression);
        }
        if let Some(collation) = &key.collation {
            if self.dialect == Dialect::MySql {
                return Err(self.unsupported(format!("the keys of the index `{}` cannot have a COLLATE", index.name)));
            }
            self.collation(collation)?;
        }
        self.raw(if key.descending { " DESC" } else { "" });
        Ok(())
    }

    /// How the dialect spells USING.
    fn method(&self, index: &Index) -> Result<Method, Unsupported> {
        let Some(method) = &index.method else { return Ok(Method::Default) };
        let method = method.to_ascii_lowercase();
        match (self.dialect, method.as_str()) {
            (Dialect::Sqlite, "btree") => Ok(Method::Default),
            (Dialect::MySql, "btree" | "hash" | "rtree") => Ok(Method::Using(method.to_ascii_uppercase())),
            (Dialect::MySql, "fulltext" | "spatial") => Ok(Method::Kind(method.to_ascii_uppercase())),
            (Dialect::Sqlite | Dialect::MySql, _) | (Dialect::PostgreSql, "fulltext" | "spatial" | "rtree") => {
                Err(self.unsupported(format!("there are no {method} indexes, such as `{}`", index.name)))
            }
            (Dialect::PostgreSql, _) => Ok(Method::Using(method)),
        }
    }
}

/// How the kind of an index is written.
enum Method {
    /// Not at all: the database's default.
    Default,
    /// `USING method`.
    Using(String),
    /// `CREATE method INDEX`.
    Kind(String),
}
