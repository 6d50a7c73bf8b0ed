//! Expressions that have to be the same in two places of a SELECT, such as a key of GROUP BY in the select list.
//! PostgreSQL compares them before it knows the binds, so both must have the same placeholders.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::Result;
use crate::sql::ast::{Node, Select, SelectItem};

/// An expression with binds, and the placeholders it was given where it was first written.
pub(super) struct Repeated<'a> {
    node: &'a Node,
    placeholders: Option<Vec<usize>>,
}

/// How an expression is being written.
#[derive(Clone, Copy)]
pub(super) enum Writing {
    /// It need not be the same as another.
    Plain,
    /// It is written for the first time: the expression, and how many placeholders were known before it.
    First { index: usize, start: usize },
    /// Once more.
    Again,
}

/// What is known of repeated expressions while a statement is written.
#[derive(Default)]
pub(super) struct Repeats<'a> {
    /// Those of the SELECT that is being written.
    expressions: Vec<Repeated<'a>>,
    /// How many of them are being written for the first time, in each other.
    writing: u32,
    /// The numbers of all placeholders that were written meanwhile.
    written: Vec<usize>,
    /// The numbers to be written once more, last one first.
    again: Option<Vec<usize>>,
}

impl<'a> Repeats<'a> {
    /// Finds what must not differ in a SELECT: the keys of GROUP BY and DISTINCT ON, and what DISTINCT is ordered by.
    /// Gives back the expressions of the SELECT around it, for [`leave`](Self::leave).
    pub(super) fn enter(&mut self, select: &'a Select, dialect: Dialect) -> Result<Vec<Repeated<'a>>> {
        let mut expressions = Vec::new();
        if dialect == Dialect::PostgreSql {
            let selected = select.columns.iter().filter_map(|item| match item {
                SelectItem::Expression(node) if select.distinct && !select.order_by.is_empty() => Some(node),
                _ => None,
            });
            for node in select.group_by.iter().chain(&select.distinct_on).chain(selected) {
                if node.has_binds() {
                    // It is compared with others, which walks it to its leaves.
                    node.check_depth()?;
                    expressions.push(Repeated { node: node.unlabelled(), placeholders: None });
                }
            }
        }
        Ok(std::mem::replace(&mut self.expressions, expressions))
    }

    pub(super) fn leave(&mut self, outer: Vec<Repeated<'a>>) {
        self.expressions = outer;
    }

    /// Called before an expression is written: it gets the placeholders that it has elsewhere, or they are remembered.
    pub(super) fn begin(&mut self, node: &Node) -> Writing {
        if self.expressions.is_empty() || self.again.is_some() {
            return Writing::Plain;
        }
        let is_known = |repeated: &Repeated<'_>| std::ptr::eq(repeated.node, node) || repeated.node == node;
        let Some(index) = self.expressions.iter().position(is_known) else { return Writing::Plain };
        if let Some(placeholders) = &self.expressions[index].placeholders {
            self.again = Some(placeholders.iter().rev().copied().collect());
            return Writing::Again;
        }
        self.writing += 1;
        Writing::First { index, start: self.written.len() }
    }

    /// Called after it.
    pub(super) fn end(&mut self, writing: Writing) {
        match writing {
            Writing::Plain => {}
            Writing::Again => self.again = None,
            Writing::First { index, start } => {
                self.writing -= 1;
                self.expressions[index].placeholders = Some(self.written[start..].to_vec());
            }
        }
    }

    /// The number of a placeholder that stands for its value once more.
    pub(super) fn next(&mut self) -> Option<usize> {
        let number = self.again.as_mut()?.pop()?;
        self.wrote(number);
        Some(number)
    }

    /// Remembers the number of a placeholder.
    pub(super) fn wrote(&mut self, number: usize) {
        if self.writing > 0 {
            self.written.push(number);
        }
    }
}

impl<'a> Renderer<'a> {
    /// Takes back what was written after a point.
    pub(super) fn rewind(&mut self, sql: usize, binds: usize) {
        self.sql.truncate(sql);
        self.binds.truncate(binds);
        self.limits.retain(|limit| *limit < sql);
        for repeated in &mut self.repeats.expressions {
            repeated.placeholders.take_if(|numbers| numbers.iter().any(|number| *number > binds));
        }
    }
}

impl Node {
    /// The expression that a label names.
    pub(crate) fn unlabelled(&self) -> &Self {
        let mut node = self;
        while let Self::Label(_, inner) = node {
            node = inner;
        }
        node
    }
}
