//! Queries inside of queries: derived tables, common table expressions and set operations.

use std::sync::Arc;

use realgar_metadata::Dialect;

use super::{Renderer, limits};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Compound, Cte, MAX_DEPTH, MAX_NESTED, Query, SelectItem, SetOperator, Statement};
use crate::sql::columns::Columns;
use crate::sql::names::shown;
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    /// Writes a statement, with the WITH clause that it turns out to need in front.
    pub(super) fn statement_with_ctes(&mut self, statement: Statement<'a>) -> Result<Columns> {
        let rows = if let Statement::Insert(insert) = statement { &insert.rows[..] } else { &[] };
        self.rows_with_ctes(statement, rows)
    }

    /// The same; of an INSERT, only some of its rows.
    pub(super) fn rows_with_ctes(
        &mut self,
        statement: Statement<'a>,
        rows: &'a [Vec<(u16, Value)>],
    ) -> Result<Columns> {
        let columns = self.statement(statement, rows)?;
        if self.ctes.is_empty() {
            return Ok(columns);
        }
        // Their binds come first, so everything is written once more.
        self.sql.clear();
        self.binds.clear();
        self.limits.clear();
        self.sources.name_ctes(self.ctes.iter().map(|cte| &***cte));
        match statement {
            // MySQL wants WITH after the columns, where `insert` writes it.
            Statement::Insert(insert) if self.dialect == Dialect::MySql => {
                if insert.from_select.is_none() {
                    return Err(Error::unsupported(
                        "mysql has no WITH in front of INSERT … VALUES; use `.subquery(…)` instead of `.cte(…)`",
                    ));
                }
            }
            Statement::Update(_) | Statement::Delete(_) => {
                self.needs.with_before_write = true;
                self.with_clause()?;
            }
            _ => self.with_clause()?,
        }
        self.statement(statement, rows)
    }

    pub(super) fn has_ctes(&self) -> bool {
        !self.ctes.is_empty()
    }

    pub(super) fn with_clause(&mut self) -> Result<()> {
        let ctes = self.ctes.clone();
        let is_recursive = ctes.iter().any(|cte| cte.recursive.is_some());
        self.push(if is_recursive { "WITH RECURSIVE " } else { "WITH " });
        for (index, cte) in ctes.into_iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.cte_name(cte.name, None);
            if let Some(columns) = &cte.recursive {
                for (position, column) in columns.iter().enumerate() {
                    self.push(if position == 0 { "(" } else { ", " });
                    self.name(column);
                }
                self.push(")");
            }
            self.push(" AS (");
            self.standing_alone(|this| this.query(&cte.query))?;
            self.push(")");
        }
        self.push(" ");
        Ok(())
    }

    /// Remembers a common table expression, after those that it uses itself.
    pub(super) fn note_cte(&mut self, cte: &'a Arc<Cte>) -> Result<()> {
        if let Some(known) = self.ctes.iter().find(|known| known.name == cte.name) {
            if Arc::ptr_eq(known, cte) || *known == cte {
                return Ok(());
            }
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!(
                    "two different common table expressions are called `{}`; give one another name",
                    shown(cte.name)
                ),
            ));
        }
        let (sql, binds) = (self.sql.len(), self.binds.len());
        self.standing_alone(|this| this.query(&cte.query))?;
        self.rewind(sql, binds);
        self.ctes.push(cte);
        Ok(())
    }

    pub(super) fn derived(&mut self, query: &'a Query, alias: &'static str, lateral: bool) -> Result<()> {
        if lateral {
            if self.dialect == Dialect::Sqlite {
                return Err(Error::unsupported("sqlite has no LATERAL; use a correlated scalar subquery"));
            }
            self.needs.lateral = true;
            self.push("LATERAL ");
        }
        self.push("(");
        if lateral {
            self.query(query)?;
        } else {
            self.standing_alone(|this| this.query(query))?;
        }
        self.push(") AS ");
        self.source(alias);
        Ok(())
    }

    /// A query behind IN, ANY or ALL. MySQL takes no LIMIT there, unless a query stands around it, which sees nothing of what
    /// is outside.
    pub(super) fn compared_query(&mut self, query: &'a Query) -> Result<()> {
        let start = self.sql.len();
        let reaches_out = self.reaches_out(|this| this.query(query))?;
        if self.dialect == Dialect::MySql && query.is_limited() && !reaches_out {
            self.sql.insert_str(start, "SELECT * FROM (");
            self.push(") AS limited");
        }
        Ok(())
    }

    /// A query as it stands between parentheses.
    pub(crate) fn query(&mut self, query: &'a Query) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::new(ErrorKind::LimitExceeded, "queries are nested too deep"));
        }
        match query {
            Query::Select(select) if select.has_options => {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    "loader options stand inside of another query: give them to the query that the session runs",
                ));
            }
            Query::Select(select) => self.select(select)?,
            Query::Compound(compound) => self.compound(compound)?,
            Query::Write(write) => self.write(write)?,
        }
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn compound(&mut self, compound: &'a Compound) -> Result<()> {
        if compound.depth > MAX_NESTED {
            return Err(Error::new(
                ErrorKind::LimitExceeded,
                format!("set operations are nested more than {MAX_NESTED} deep"),
            ));
        }
        limits::check_members(compound.rest.len() + 1, self.dialect)?;
        let outer = std::mem::replace(&mut self.labels, super::first_columns(&compound.first));
        self.member(&compound.first)?;
        for (operator, query) in &compound.rest {
            self.push(match operator {
                SetOperator::Union => " UNION ",
                SetOperator::UnionAll => " UNION ALL ",
                SetOperator::Intersect => " INTERSECT ",
                SetOperator::Except => " EXCEPT ",
            });
            self.member(query)?;
        }
        self.compound_order(&compound.order_by)?;
        self.limit(compound.limit.as_ref(), compound.offset.as_ref());
        self.labels = outer;
        Ok(())
    }

    /// One side of a set operation. What has an order, a limit or operations of its own needs parentheses, for which
    /// SQLite wants a SELECT around them.
    fn member(&mut self, query: &'a Query) -> Result<()> {
        let is_plain = match query {
            Query::Select(select) => select.order_by.is_empty() && select.limit.is_none() && select.offset.is_none(),
            Query::Compound(_) | Query::Write(_) => false,
        };
        if is_plain {
            return self.query(query);
        }
        self.push(if self.dialect == Dialect::Sqlite { "SELECT * FROM (" } else { "(" });
        self.query(query)?;
        self.push(")");
        Ok(())
    }
}

impl Query {
    /// The select list that names the columns.
    #[must_use]
    pub fn columns(&self) -> &[SelectItem] {
        super::first_columns(self)
    }

    /// The same, to be labelled.
    pub(crate) fn columns_mut(&mut self) -> &mut Vec<SelectItem> {
        match self {
            Self::Select(select) => &mut select.columns,
            Self::Compound(compound) => compound.first.columns_mut(),
            Self::Write(write) => write.returning_mut(),
        }
    }
}
