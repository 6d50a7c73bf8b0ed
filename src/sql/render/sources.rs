//! What the sources in FROM are called in the text.
//!
//! In the tree, every source has a name of its own ([`unique`](crate::sql::names::unique)); what is shown of it may be the
//! same for several. Where one would hide another that columns may mean, the later one gets a number: `m`, `m_1`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Renderer;
use super::visible::{VisibleSources, free_name};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{ColumnRef, Cte, FromItem, Select, TableCall, TableFunction, TableRef};
use crate::sql::names::shown;

/// What the sources of a statement are called.
#[derive(Default)]
pub(super) struct Sources {
    /// Those that columns may mean at this place of the text.
    visible: VisibleSources,
    /// What the statement's common table expressions are called, by their names.
    ctes: HashMap<&'static str, Cow<'static, str>>,
    /// The tables that the statement names without a schema.
    tables: Vec<&'static str>,
    /// The functions that were met in FROM, by the names of their sources.
    calls: Vec<(&'static str, Arc<TableCall>)>,
    /// How many of the visible ones stood before the outermost one that was named since [`Renderer::reaches_out`] began.
    outermost: Option<usize>,
}

impl Sources {
    /// Decides what the common table expressions are called: not like a table of the statement, which they would hide
    /// wherever it stands, and not like each other.
    pub(super) fn name_ctes<'c>(&mut self, ctes: impl Iterator<Item = &'c Cte>) {
        self.ctes.clear();
        let mut taken: HashSet<String> = self.tables.iter().map(|table| table.to_lowercase()).collect();
        let mut next_number: HashMap<&'static str, u32> = HashMap::new();
        for cte in ctes {
            let wanted = shown(cte.name);
            let from = next_number.get(wanted).copied().unwrap_or_default();
            let (shown, number) = free_name(wanted, from, |name| taken.contains(&name.to_lowercase()));
            next_number.insert(wanted, number + 1);
            taken.insert(shown.to_lowercase());
            self.ctes.insert(cte.name, shown);
        }
    }

    fn cte(&self, name: &'static str) -> Cow<'static, str> {
        self.ctes.get(name).cloned().unwrap_or(Cow::Borrowed(shown(name)))
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
        self.sources.visible.push(table.name, Cow::Borrowed(table.name));
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
            FromItem::Function(call, alias) => {
                self.sources.calls.push((alias, Arc::clone(call)));
                (*alias, shown(alias))
            }
            FromItem::Derived(_, alias, _) | FromItem::Values(_, alias, _) | FromItem::Cte(_, Some(alias)) => {
                (*alias, shown(alias))
            }
            FromItem::Cte(cte, None) => return self.make_cte_visible(cte.name, start),
            FromItem::Itself(name) => return self.make_cte_visible(name, start),
            FromItem::Nested(nested) => {
                return nested.items().try_for_each(|item| self.make_visible(item, start));
            }
        };
        let shown = self.sources.visible.free_name(name, wanted, start);
        self.push_visible(name, shown, start)
    }

    fn make_cte_visible(&mut self, name: &'static str, start: usize) -> Result<()> {
        let own = self.sources.cte(name);
        let shown = match own {
            Cow::Borrowed(own) => self.sources.visible.free_name(name, own, start),
            own if !self.sources.visible.hides(name, &own, start) => own,
            _ => self.sources.visible.free_name(name, shown(name), start),
        };
        self.push_visible(name, shown, start)
    }

    /// Remembers a table that a common table expression of its name would hide.
    pub(super) fn note_table(&mut self, table: TableRef) {
        if table.schema.is_none() {
            self.sources.tables.push(table.name);
        }
    }

    fn push_visible(&mut self, name: &'static str, shown: Cow<'static, str>, start: usize) -> Result<()> {
        if self.sources.visible.stands_since(name, start) {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!(
                    "`{}` stands in FROM twice; give one of them a name of its own with `alias!`",
                    crate::sql::names::shown(name)
                ),
            ));
        }
        self.sources.visible.push(name, shown);
        Ok(())
    }

    /// The function that a column comes from, if it is one that takes JSON apart, and the position of the column there.
    pub(super) fn json_each_of(&self, column: ColumnRef) -> Option<(TableFunction, usize)> {
        let (_, call) = self.sources.calls.iter().rev().find(|(source, _)| *source == column.source)?;
        let function = match call.function {
            TableFunction::JsonEach | TableFunction::JsonElements | TableFunction::JsonElementsText => call.function,
            TableFunction::Named(_) | TableFunction::Series | TableFunction::Unnest => return None,
        };
        Some((function, call.columns.iter().position(|(name, _)| *name == column.name)?))
    }

    /// Writes what a source is called here.
    pub(super) fn source(&mut self, source: &'static str) {
        if let Some(outermost) = &mut self.sources.outermost {
            let position = self.sources.visible.position(source);
            *outermost = position.unwrap_or(*outermost).min(*outermost);
        }
        let shown = self.sources.visible.shown(source);
        self.name(&shown);
    }

    /// Writes `AS name`, if a table or a common table expression is not called so itself.
    pub(super) fn as_source(&mut self, source: &'static str, own: &str) {
        let shown = self.sources.visible.shown(source);
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

    /// Whether something is written that names a source that was visible before.
    pub(super) fn reaches_out(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<bool> {
        let around = self.sources.outermost.replace(usize::MAX);
        let visible = self.sources.visible.len();
        write(self)?;
        let outermost = self.sources.outermost.unwrap_or(usize::MAX);
        self.sources.outermost = around.map(|around| around.min(outermost));
        Ok(outermost < visible)
    }

    /// Nothing of what is visible here is visible in a query that stands alone: a derived table, a common table expression.
    pub(super) fn standing_alone<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = std::mem::take(&mut self.sources.visible);
        let outermost = self.sources.outermost.take();
        let written = write(self);
        self.sources.visible = outer;
        self.sources.outermost = outermost;
        written
    }
}
