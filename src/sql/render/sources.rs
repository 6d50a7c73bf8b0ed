//! What the sources in FROM are called in the text.
//!
//! In the tree, every source has a name of its own ([`unique`](crate::sql::names::unique)); what is shown of it may be the
//! same for several. Where one would hide another that columns may mean, the later one gets a number: `m`, `m_1`.

use std::borrow::Cow;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Cte, FromItem, Select, TableRef};
use crate::sql::names::shown;

/// A source that columns may mean at this place of the text.
pub(super) struct Visible {
    name: &'static str,
    shown: Cow<'static, str>,
}

/// The sources that columns may mean, those of the innermost query last, and where those begin.
#[derive(Default)]
pub(super) struct Sources {
    visible: Vec<Visible>,
    /// What the statement's common table expressions are called, where it is not what their names show.
    ctes: Vec<Visible>,
    /// The tables that the statement names without a schema.
    tables: Vec<&'static str>,
}

/// Whether two names would be the same to a database. SQLite and MySQL see no case; neither do people.
fn is_same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

/// The first of `name`, `name_1`, `name_2`, … that is free.
fn free_name(name: &'static str, is_taken: impl Fn(&str) -> bool) -> Cow<'static, str> {
    if !is_taken(name) {
        return Cow::Borrowed(name);
    }
    let mut number = 1;
    loop {
        let numbered = format!("{name}_{number}");
        if !is_taken(&numbered) {
            return Cow::Owned(numbered);
        }
        number += 1;
    }
}

impl Sources {
    /// Decides what the common table expressions are called: not like a table of the statement, which they would hide
    /// wherever it stands, and not like each other.
    pub(super) fn name_ctes<'c>(&mut self, ctes: impl Iterator<Item = &'c Cte>) {
        self.ctes.clear();
        for cte in ctes {
            let taken = |name: &str| {
                self.tables.iter().any(|table| is_same(table, name))
                    || self.ctes.iter().any(|other| is_same(&other.shown, name))
            };
            let shown = free_name(shown(cte.name), taken);
            self.ctes.push(Visible { name: cte.name, shown });
        }
    }

    fn cte(&self, name: &'static str) -> Cow<'static, str> {
        let known = self.ctes.iter().find(|cte| cte.name == name);
        known.map_or(Cow::Borrowed(shown(name)), |cte| cte.shown.clone())
    }
}

impl<'a> Renderer<'a> {
    /// Makes the sources of a SELECT visible to its columns; [`leave`](Self::leave) takes what this returns.
    pub(super) fn enter(&mut self, select: &'a Select) -> Result<usize> {
        let start = self.sources.visible.len();
        for item in select.from.iter().chain(select.joins.iter().map(|join| &join.item)) {
            self.make_visible(item, start)?;
        }
        Ok(start)
    }

    /// The same for the table that a statement writes, and the tables beside it.
    pub(super) fn enter_written(
        &mut self,
        table: TableRef,
        others: impl Iterator<Item = &'a FromItem>,
    ) -> Result<usize> {
        let start = self.sources.visible.len();
        self.note_table(table);
        self.sources.visible.push(Visible { name: table.name, shown: Cow::Borrowed(table.name) });
        for item in others {
            self.make_visible(item, start)?;
        }
        Ok(start)
    }

    /// Their names are not visible any more.
    pub(super) fn leave(&mut self, start: usize) {
        self.sources.visible.truncate(start);
    }

    fn make_visible(&mut self, item: &'a FromItem, start: usize) -> Result<()> {
        let (name, wanted) = match item {
            FromItem::Table(table) => {
                self.note_table(*table);
                (table.name, table.name)
            }
            FromItem::Alias(table, alias) => {
                self.note_table(*table);
                (*alias, shown(alias))
            }
            FromItem::Derived(_, alias, _) | FromItem::Values(_, alias, _) | FromItem::Cte(_, Some(alias)) => {
                (*alias, shown(alias))
            }
            FromItem::Cte(cte, None) => return self.make_cte_visible(cte.name, start),
            FromItem::Itself(name) => return self.make_cte_visible(name, start),
            FromItem::Nested(items, _) => {
                return items.iter().try_for_each(|item| self.make_visible(item, start));
            }
        };
        let shown = free_name(wanted, |taken| self.hides(name, taken, start));
        self.push_visible(name, shown, start)
    }

    fn make_cte_visible(&mut self, name: &'static str, start: usize) -> Result<()> {
        let own = self.sources.cte(name);
        let shown = match own {
            Cow::Borrowed(own) => free_name(own, |taken| self.hides(name, taken, start)),
            own if !self.hides(name, &own, start) => own,
            _ => free_name(shown(name), |taken| self.hides(name, taken, start)),
        };
        self.push_visible(name, shown, start)
    }

    /// Remembers a table that a common table expression of its name would hide.
    pub(super) fn note_table(&mut self, table: TableRef) {
        if table.schema.is_none() {
            self.sources.tables.push(table.name);
        }
    }

    /// Whether a source that is called so would hide another one, or stand beside it under one name.
    fn hides(&self, name: &'static str, wanted: &str, start: usize) -> bool {
        self.sources.visible.iter().enumerate().any(|(index, other)| {
            // The same source in an enclosing query is hidden on purpose: columns mean the inner one.
            (other.name != name || index >= start) && is_same(&other.shown, wanted)
        })
    }

    fn push_visible(&mut self, name: &'static str, shown: Cow<'static, str>, start: usize) -> Result<()> {
        if self.sources.visible[start..].iter().any(|other| other.name == name) {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!(
                    "`{}` stands in FROM twice; give one of them a name of its own with `alias!`",
                    crate::sql::names::shown(name)
                ),
            ));
        }
        self.sources.visible.push(Visible { name, shown });
        Ok(())
    }

    /// What a source is called here.
    fn shown(&self, source: &'static str) -> Cow<'static, str> {
        let known = self.sources.visible.iter().rev().find(|known| known.name == source);
        known.map_or(Cow::Borrowed(shown(source)), |known| known.shown.clone())
    }

    /// Writes what a source is called here.
    pub(super) fn source(&mut self, source: &'static str) {
        let shown = self.shown(source);
        self.name(&shown);
    }

    /// Writes `AS name`, if a table or a common table expression is not called so itself.
    pub(super) fn as_source(&mut self, source: &'static str, own: &str) {
        let shown = self.shown(source);
        if shown != own {
            self.push(" AS ");
            self.name(&shown);
        }
    }

    /// Writes the name of a common table expression, and what it is called in this query if that is another one.
    pub(super) fn cte_name(&mut self, name: &'static str, source: Option<&'static str>) {
        let own = self.sources.cte(name);
        self.name(&own);
        if let Some(source) = source {
            self.as_source(source, &own);
        }
    }

    /// Nothing of what is visible here is visible in a query that stands alone: a derived table, a common table expression.
    pub(super) fn standing_alone<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = std::mem::take(&mut self.sources.visible);
        let written = write(self);
        self.sources.visible = outer;
        written
    }
}
