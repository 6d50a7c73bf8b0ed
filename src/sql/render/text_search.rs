//! Full-text search as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{MatchMode, Node};

impl<'a> Renderer<'a> {
    /// `subject @@ plainto_tsquery(query)`, `subject MATCH query`, `MATCH (subject) AGAINST (query)`.
    pub(super) fn match_text(&mut self, subject: &'a Node, query: &'a Node) -> Result<()> {
        match self.dialect {
            Dialect::PostgreSql => {
                self.comparand(subject)?;
                self.push(" @@ plainto_tsquery(");
                self.node(query)?;
                self.push(")");
            }
            Dialect::Sqlite => {
                self.comparand(subject)?;
                self.push(" MATCH ");
                self.comparand(query)?;
            }
            _ => {
                self.push("MATCH (");
                self.node(subject)?;
                self.push(") AGAINST (");
                self.node(query)?;
                // A number, which is no truth value where it is selected.
                self.push(" IN BOOLEAN MODE) > 0");
            }
        }
        Ok(())
    }

    pub(super) fn match_vector(&mut self, vector: &'a Node, query: &'a Node) -> Result<()> {
        self.only_on_postgres("tsvector")?;
        self.comparand(vector)?;
        self.push(" @@ ");
        self.comparand(query)
    }

    pub(super) fn match_against(&mut self, columns: &'a [Node], query: &'a Node, mode: MatchMode) -> Result<()> {
        if self.dialect != Dialect::MySql {
            return Err(Error::unsupported(format!(
                "{} has no MATCH … AGAINST; use `.match_(…)`, and `func::ts_rank` on PostgreSQL",
                self.dialect
            )));
        }
        for (index, column) in columns.iter().enumerate() {
            self.push(if index == 0 { "MATCH (" } else { ", " });
            self.node(column)?;
        }
        self.push(") AGAINST (");
        self.node(query)?;
        self.push(match mode {
            MatchMode::NaturalLanguage => " IN NATURAL LANGUAGE MODE)",
            MatchMode::Boolean => " IN BOOLEAN MODE)",
            MatchMode::QueryExpansion => " WITH QUERY EXPANSION)",
        });
        Ok(())
    }

    /// The configuration is written as a literal: an index on `to_tsvector('english', x)` is used only beside the same.
    pub(super) fn text_search(
        &mut self,
        name: &'static str,
        configuration: Option<&'static str>,
        arguments: &'a [Node],
    ) -> Result<()> {
        self.only_on_postgres(name)?;
        self.push(name);
        self.push("(");
        if let Some(configuration) = configuration {
            self.dialect.write_string_literal(&mut self.sql, configuration);
        }
        for (index, argument) in arguments.iter().enumerate() {
            self.push(if index == 0 && configuration.is_none() { "" } else { ", " });
            self.node(argument)?;
        }
        self.push(")");
        Ok(())
    }

    fn only_on_postgres(&self, what: &str) -> Result<()> {
        if self.dialect == Dialect::PostgreSql {
            return Ok(());
        }
        Err(Error::unsupported(format!("{} has no `{what}`; use `.match_(…)` of a column", self.dialect)))
    }
}
