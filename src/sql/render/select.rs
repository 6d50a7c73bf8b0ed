//! SELECT: its clauses in their order, its select list, and labels where SQL takes them.

use std::sync::Arc;

use realgar_metadata::Dialect;
use smallvec::SmallVec;

use super::{Renderer, limits};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Node, Select, SelectItem};

impl<'a> Renderer<'a> {
    pub(super) fn select(&mut self, select: &'a Select) -> Result<()> {
        if select.columns.is_empty() {
            return Err(Error::new(ErrorKind::InvalidStatement, "a select without columns"));
        }
        select.check_grouped()?;
        let outer_keys = std::mem::take(&mut self.having_keys);
        let outer = std::mem::replace(&mut self.labels, &select.columns);
        let outer_windows = std::mem::take(&mut self.windows);
        let sources = self.enter(select)?;
        let outer_repeats = self.repeats.enter(select, self.dialect)?;
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.distinct_on(&select.distinct_on)?;
        self.select_list(&select.columns)?;
        if let Some(from) = &select.from {
            self.push(" FROM ");
            self.from_item(from)?;
        }
        if select.from.is_none() && !select.joins.is_empty() {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                "a JOIN without FROM: say `.select_from(…)` right after the select list, before the joins",
            ));
        }
        for join in &select.joins {
            self.join(join)?;
        }
        self.conditions(" WHERE ", &select.filter)?;
        self.group_by(select)?;
        self.having(select)?;
        if select.distinct {
            self.check_distinct_order(&select.order_by)?;
        }
        self.windows_and_order(&select.order_by)?;
        self.limit(select.limit.as_ref(), select.offset.as_ref());
        if let Some(lock) = &select.lock {
            self.lock(lock)?;
        }
        self.leave(sources);
        self.windows = outer_windows;
        self.repeats.leave(outer_repeats);
        self.labels = outer;
        self.having_keys = outer_keys;
        Ok(())
    }

    /// The select list. A column whose name stood before is labelled `name_1`, so that every result column has its own.
    pub(super) fn select_list(&mut self, items: &'a [SelectItem]) -> Result<()> {
        let mut seen: SmallVec<[&'static str; 16]> = SmallVec::new();
        for item in items {
            match item {
                SelectItem::Entity { source, columns } => {
                    for name in *columns {
                        self.separate(&seen);
                        self.source(source);
                        self.sql.push('.');
                        self.name(name);
                        self.label_repeated(name, &mut seen);
                    }
                }
                SelectItem::Expression(node) => {
                    self.separate(&seen);
                    self.select_item(node)?;
                    match node {
                        Node::Column(column) => self.label_repeated(column.name, &mut seen),
                        Node::Label(name, _) => seen.push(name),
                        _ => seen.push(""),
                    }
                }
            }
        }
        limits::check_columns(seen.len(), self.dialect)
    }

    fn separate(&mut self, seen: &[&'static str]) {
        if !seen.is_empty() {
            self.push(", ");
        }
    }

    fn label_repeated(&mut self, name: &'static str, seen: &mut SmallVec<[&'static str; 16]>) {
        let repeats = seen.iter().filter(|known| **known == name).count();
        if repeats > 0 {
            self.push(" AS ");
            let label = format!("{name}_{repeats}");
            self.name(&label);
        }
        seen.push(name);
    }

    fn select_item(&mut self, node: &'a Node) -> Result<()> {
        if let Node::Label(label, inner) = node {
            self.node(inner)?;
            self.push(" AS ");
            self.name(label);
            return Ok(());
        }
        self.node(node)
    }

    pub(super) fn conditions(&mut self, word: &str, conditions: &'a [Node]) -> Result<()> {
        match conditions {
            [] => {}
            [one] => {
                self.push(word);
                self.node(one)?;
            }
            several => {
                for (index, condition) in several.iter().enumerate() {
                    self.push(if index == 0 { word } else { " AND " });
                    self.and_operand(condition)?;
                }
            }
        }
        Ok(())
    }

    /// HAVING. MySQL and MariaDB find columns of GROUP BY there, but not the columns that a computed key is made of.
    fn having(&mut self, select: &'a Select) -> Result<()> {
        if self.dialect == Dialect::MySql && select.has_computed_key {
            self.having_keys = &select.group_by;
        }
        self.conditions(" HAVING ", &select.having)?;
        self.having_keys = &[];
        Ok(())
    }

    /// An expression in HAVING, beside computed keys: within its group, such a key is its own maximum.
    pub(super) fn node_in_having(&mut self, node: &'a Node) -> Result<()> {
        let is_computed = |key: &Node| !matches!(key.unlabelled(), Node::Column(_));
        let is_key = self.having_keys.iter().any(|key| is_computed(key) && key.unlabelled() == node.unlabelled());
        let is_aggregate = matches!(node, Node::Call(call) if call.is_aggregate);
        if !is_key && !is_aggregate {
            return self.node_at_depth(node);
        }
        let keys = std::mem::take(&mut self.having_keys);
        self.push(if is_key { "max(" } else { "" });
        self.node_at_depth(node)?;
        self.push(if is_key { ")" } else { "" });
        self.having_keys = keys;
        Ok(())
    }

    pub(super) fn returning(&mut self, items: &'a [SelectItem]) -> Result<()> {
        if !items.is_empty() {
            self.push(" RETURNING ");
            self.select_list(items)?;
        }
        Ok(())
    }

    /// Where SQL takes the name of a result column, a label is written as its name.
    pub(super) fn label_or_node(&mut self, node: &'a Node) -> Result<()> {
        match self.selected_label(node) {
            Some((_, label)) => {
                self.name(label);
                Ok(())
            }
            None => self.node(node),
        }
    }

    /// Where in the select list a labelled expression stands, counted from 1.
    pub(super) fn selected_label(&self, node: &Node) -> Option<(usize, &'static str)> {
        let Node::Label(label, inner) = node else { return None };
        let mut position = 1;
        for item in self.labels {
            match item {
                SelectItem::Entity { columns, .. } => position += columns.len(),
                SelectItem::Expression(Node::Label(selected, expression))
                    if selected == label && (Arc::ptr_eq(expression, inner) || expression == inner) =>
                {
                    return Some((position, *label));
                }
                SelectItem::Expression(_) => position += 1,
            }
        }
        None
    }

    /// Where in the select list an expression stands, counted from 1.
    pub(super) fn selected(&self, wanted: &Node) -> Result<Option<usize>> {
        // A comparison walks both to their leaves.
        wanted.check_depth()?;
        let mut position = 1;
        for item in self.labels {
            match item {
                SelectItem::Entity { columns, .. } => position += columns.len(),
                SelectItem::Expression(node) if node.unlabelled() == wanted.unlabelled() => return Ok(Some(position)),
                SelectItem::Expression(_) => position += 1,
            }
        }
        Ok(None)
    }
}
