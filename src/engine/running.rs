//! How a connection runs a statement: as a tree, as text, or as text for many parameter sets; each in a transaction.

use super::connection::Connection;
use super::intent::Intent;
use super::log::{EventKind, Seen, StatementEvent};
use super::parameter_sets::Shown;
use super::state::State;
use super::statement_cache::KnownStatement;
use crate::driver::{Cursor, ParameterSets, Receive, SqlText};
use crate::error::{Error, Result};
use crate::sql::ast::Statement;
use crate::sql::columns::Columns;
use crate::sql::prepared::refuse_parameters;
use crate::sql::render::{Binds, Needs, Rendered, render};
use crate::sql::shape::Shape;
use crate::sql::value::Value;

impl Connection {
    /// Renders a statement, begins a transaction if there is none, runs it and lets `receive` take the answer.
    pub(crate) fn run(
        &mut self,
        statement: Statement<'_>,
        receive: &mut dyn FnMut(&mut dyn Cursor, Columns) -> Result<()>,
    ) -> Result<()> {
        let intent = Intent::of(statement);
        if let Statement::Prepared(prepared) = statement {
            let text = prepared.text(self.shared.dialect)?;
            self.refuse_needs(text.needs)?;
            let sql = SqlText { text: &text.sql, varies: text.varies, limits: &text.limits };
            return prepared.with_binds(text, |binds| {
                self.run_text(sql, binds, intent, &mut |cursor| receive(cursor, text.columns.clone()))
            });
        }
        let shape = Shape::of(statement);
        if let Some(Shape { words, values, .. }) = &shape
            && let Some(known) = self.pooled.statements().and_then(|statements| statements.get(words))
        {
            let text = SqlText { limits: &known.limits, ..SqlText::kept(&known.sql) };
            return self.run_text(text, values, intent, &mut |cursor| receive(cursor, known.columns.clone()));
        }
        let Rendered { sql, binds, columns, varies, limits, needs, .. } = render(statement, self.shared.dialect)?;
        self.refuse_needs(needs)?;
        refuse_parameters(&binds)?;
        let text = SqlText { text: &sql, varies, limits: &limits };
        self.run_text(text, &binds, intent, &mut |cursor| receive(cursor, columns.clone()))?;
        // Dialects may write a value twice, or not at all: those statements are rendered each time.
        if let Some(Shape { words, values, .. }) = shape
            && values.len() == binds.len()
            && values.iter().zip(&binds).all(|(value, bind)| std::ptr::eq(*value, *bind))
            && let Some(statements) = self.pooled.statements()
        {
            statements.insert(&words, KnownStatement { sql, columns, limits });
        }
        Ok(())
    }

    /// Runs SQL text with its binds.
    pub(crate) fn run_sql(&mut self, sql: &str, binds: &[&Value], intent: Intent, receive: Receive<'_>) -> Result<()> {
        self.run_text(SqlText::kept(sql), binds, intent, receive)
    }

    /// Runs SQL text that may vary.
    pub(crate) fn run_text(
        &mut self,
        text: SqlText<'_>,
        binds: &[&Value],
        intent: Intent,
        receive: Receive<'_>,
    ) -> Result<()> {
        let sql = text.text;
        self.ensure_begun(intent, sql)?;
        let result = match self.shared.log.start() {
            None => self.pooled.raw()?.run(text, binds, receive),
            Some(started) => {
                let mut seen = Seen::default();
                let result = self.pooled.raw()?.run(text, binds, &mut |cursor| seen.watch(cursor, receive));
                self.tell(sql, &[binds], &seen, started.elapsed(), result.as_ref().err());
                result
            }
        };
        result.map_err(|error| self.failed(error, sql))?;
        self.standing.went_well();
        if intent == Intent::Unknown {
            self.notice_commit();
        }
        Ok(())
    }

    /// Runs SQL text once for each parameter set.
    pub(crate) fn run_many(&mut self, sql: &str, intent: Intent, sets: &mut dyn ParameterSets) -> Result<()> {
        self.ensure_begun(intent, sql)?;
        let result = match self.shared.log.start() {
            None => self.pooled.raw()?.run_many(SqlText::kept(sql), sets),
            Some(started) => {
                let mut sets = Shown::new(sets);
                let result = self.pooled.raw()?.run_many(SqlText::kept(sql), &mut sets);
                let lists: Vec<Binds<'_>> = sets.shown.iter().map(|values| values.iter().collect()).collect();
                let lists: Vec<&[&Value]> = lists.iter().map(|binds| &binds[..]).collect();
                self.tell(sql, &lists, &sets.seen, started.elapsed(), result.as_ref().err());
                result
            }
        };
        result.map_err(|error| self.failed(error, sql))?;
        self.standing.went_well();
        if intent == Intent::Unknown {
            self.notice_commit();
        }
        Ok(())
    }

    /// MySQL and MariaDB are one dialect, and each says what the other does not.
    pub(super) fn refuse_needs(&mut self, needs: Needs) -> Result<()> {
        if needs.is_empty() {
            return Ok(());
        }
        let has = self.features()?;
        let lacking = [
            (needs.insert_returning && !has.insert_returning, "INSERT … RETURNING: select the rows by their keys"),
            (
                needs.delete_returning && !has.delete_returning,
                "DELETE … RETURNING: select the rows before they are deleted",
            ),
            (needs.lateral && !has.lateral, "LATERAL: use a correlated scalar subquery, or a window function"),
            (
                needs.lock_of && !has.lock_of,
                "FOR UPDATE OF: lock the rows of all tables, or lock in a query of its own",
            ),
            (
                needs.with_before_write && !has.with_before_write,
                "WITH before UPDATE and DELETE: use `.subquery(…)` instead of `.cte(…)`",
            ),
        ];
        match lacking.iter().find(|(lacks, _)| *lacks) {
            Some((_, what)) => Err(Error::unsupported(format!("this server has no {what}"))),
            None => Ok(()),
        }
    }

    fn tell(&self, sql: &str, lists: &[&[&Value]], seen: &Seen, duration: std::time::Duration, error: Option<&Error>) {
        self.shared.log.tell(&StatementEvent {
            lists,
            rows: error.is_none().then_some(seen.rows),
            duration,
            was_prepared: seen.was_prepared,
            error,
            ..StatementEvent::new(EventKind::Statement, sql)
        });
    }

    /// Keeps in mind what an error may have done to the transaction and the connection.
    #[cold]
    pub(super) fn failed(&mut self, error: Error, sql: &str) -> Error {
        self.standing.note(&error);
        if self.standing.state == State::Broken {
            self.pooled.close_broken();
        }
        error.with_statement(sql)
    }
}
