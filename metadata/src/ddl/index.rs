//! CREATE INDEX.

use super::writer::Writer;
use crate::{Dialect, Index, IndexKey, NullsOrder, Unsupported};

impl Writer<'_> {
    /// CREATE INDEX on a table or a materialized view of this name.
    pub(super) fn create_index(
        mut self,
        schema: Option<&str>,
        table: &str,
        index: &Index,
    ) -> Result<String, Unsupported> {
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
            Dialect::Sqlite => (schema, None),
            Dialect::PostgreSql | Dialect::MySql => (None, schema),
        };
        self.qualified(index_schema, &index.name)?;
        if let (Dialect::MySql, Method::Using(method)) = (self.dialect, &method) {
            self.raw(" USING ");
            self.raw(method);
        }
        self.raw(" ON ");
        self.qualified(table_schema, table)?;
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
        if self.dialect == Dialect::PostgreSql && !index.include.is_empty() {
            self.raw(" INCLUDE ");
            self.names(&index.include)?;
        }
        if index.nulls_not_distinct {
            if self.dialect != Dialect::PostgreSql {
                return Err(self.unsupported(format!("the index `{}` cannot have NULLS NOT DISTINCT", index.name)));
            }
            self.raw(" NULLS NOT DISTINCT");
        }
        self.options(&index.options);
        if let (Dialect::MySql, Some(comment)) = (self.dialect, &index.comment) {
            self.raw(" COMMENT ");
            self.string(comment)?;
        }
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
            self.prefix(index, key)?;
        } else {
            self.parenthesized(&key.expression);
        }
        if let Some(collation) = &key.collation {
            if self.dialect == Dialect::MySql {
                return Err(self.unsupported(format!("the keys of the index `{}` cannot have a COLLATE", index.name)));
            }
            self.collation(collation)?;
        }
        // What follows says how the index is stored, not what it finds, so other databases need nothing in its place.
        let postgresql = self.dialect == Dialect::PostgreSql;
        if let (true, Some(class)) = (postgresql, &key.operator_class) {
            self.raw(" ");
            self.raw(class);
        }
        self.raw(if key.descending { " DESC" } else { "" });
        self.raw(match key.nulls.filter(|_| postgresql) {
            None => "",
            Some(NullsOrder::First) => " NULLS FIRST",
            Some(NullsOrder::Last) => " NULLS LAST",
        });
        Ok(())
    }

    /// MySQL's prefix of a column. Elsewhere, an index over all of it finds the same rows, but does not forbid the same.
    fn prefix(&mut self, index: &Index, key: &IndexKey) -> Result<(), Unsupported> {
        let Some(length) = key.prefix else { return Ok(()) };
        if self.dialect == Dialect::MySql {
            self.raw(&format!("({length})"));
        } else if index.unique {
            let (name, column) = (&index.name, &key.expression);
            return Err(self.unsupported(format!(
                "the unique index `{name}` cannot have the first {length} characters of `{column}` for a key"
            )));
        }
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
