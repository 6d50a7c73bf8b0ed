//! What GROUP BY groups, where the compiler cannot say it: beside computed keys, and in clauses written before it.

use super::ast::{ColumnRef, Node, OverWindow, Select, SelectItem};
use super::names::shown;
use crate::error::{Error, ErrorKind, Result};

impl Select {
    /// The plain columns of HAVING and ORDER BY.
    pub(crate) fn columns_before_group_by(&self) -> Vec<ColumnRef> {
        let mut columns = Vec::new();
        for node in self.having.iter().chain(self.order_by.iter().map(|key| &key.node)) {
            // What is too deep is refused when it is rendered.
            if node.check_depth().is_ok() {
                let _ = plain_columns(node, &[], &mut |column| {
                    columns.push(*column);
                    Ok(())
                });
            }
        }
        columns
    }

    /// Whether the rows of the result can be ordered by an expression: there is no GROUP BY, or it is made of what is
    /// grouped or selected, aggregates and constants. What is too deep is refused when it is rendered.
    pub(crate) fn can_order_by(&self, key: &Node) -> bool {
        if self.group_by.is_empty() || key.check_depth().is_err() {
            return true;
        }
        let mut known: Vec<&Node> = self.group_by.iter().collect();
        let mut entities = Vec::new();
        for item in &self.columns {
            match item {
                SelectItem::Expression(node) => known.push(node),
                SelectItem::Entity { source, .. } => entities.push(*source),
            }
        }
        if known.iter().any(|node| node.check_depth().is_err()) {
            return true;
        }
        let visited = plain_columns(key, &known, &mut |column| match entities.contains(&column.source) {
            true => Ok(()),
            false => Err(not_grouped(column)),
        });
        visited.is_ok()
    }

    /// Whether all that is selected, HAVING and ORDER BY are made of grouped keys, aggregates and constants.
    pub(super) fn check_grouped(&self) -> Result<()> {
        if let Some(column) = self.ungrouped.first() {
            return Err(not_grouped(column));
        }
        if !self.has_computed_key {
            return Ok(());
        }
        // Both sides of a comparison are walked to their leaves.
        self.group_by.iter().try_for_each(Node::check_depth)?;
        let keys: Vec<&Node> = self.group_by.iter().collect();
        let check = |node: &Node| {
            node.check_depth()?;
            plain_columns(node, &keys, &mut |column| Err(not_grouped(column)))
        };
        self.having.iter().try_for_each(check)?;
        self.order_by.iter().try_for_each(|key| check(&key.node))?;
        self.columns.iter().try_for_each(|item| match item {
            SelectItem::Expression(node) => check(node),
            SelectItem::Entity { source, .. } => Err(Error::new(
                ErrorKind::InvalidStatement,
                format!(
                    "all columns of `{}` are selected, but GROUP BY has a computed key; select its columns",
                    shown(source)
                ),
            )),
        })
    }
}

fn not_grouped(column: &ColumnRef) -> Error {
    Error::new(
        ErrorKind::InvalidStatement,
        format!(
            "column `{}.{}` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`",
            shown(column.source),
            column.name
        ),
    )
}

/// Visits the columns of an expression that are neither part of a key nor inside an aggregate.
fn plain_columns(node: &Node, keys: &[&Node], visit: &mut impl FnMut(&ColumnRef) -> Result<()>) -> Result<()> {
    if keys.iter().any(|key| key.unlabelled() == node.unlabelled()) {
        return Ok(());
    }
    let mut parts = |nodes: &mut dyn Iterator<Item = &Node>| {
        for node in nodes {
            plain_columns(node, keys, visit)?;
        }
        Ok(())
    };
    match node {
        Node::Column(column) => visit(column),
        Node::Bind(_)
        | Node::Star
        | Node::Constant(_)
        | Node::Truth(_)
        | Node::Exists(_)
        | Node::Scalar(_)
        | Node::Text(_) => Ok(()),
        Node::InQuery(subject, ..) | Node::Quantified(_, subject, ..) => plain_columns(subject, keys, visit),
        Node::Row(members) => parts(&mut members.iter()),
        Node::Json(part) => plain_columns(&part.document, keys, visit),
        Node::Over(over) => {
            let window = match &over.window {
                OverWindow::Inline(window) => window,
                OverWindow::Named(named) => &named.window,
            };
            let sort_keys = window.order_by.iter().map(|key| &key.node);
            parts(&mut over.call.arguments.iter().chain(&window.partition_by).chain(sort_keys))
        }
        Node::Call(call) if call.is_aggregate => Ok(()),
        Node::Call(call) => parts(&mut call.arguments.iter()),
        Node::Unary(_, inner)
        | Node::IsNull(inner, _)
        | Node::Cast(inner, ..)
        | Node::Collate(inner, _)
        | Node::Label(_, inner) => plain_columns(inner, keys, visit),
        Node::Binary(_, operands) | Node::QuantifiedArray(_, _, operands) => parts(&mut operands.iter()),
        Node::Between(operands, _) => parts(&mut operands.iter()),
        Node::Junction(_, operands) => parts(&mut operands.iter()),
        Node::In(subject, list, _) => parts(&mut std::iter::once(&**subject).chain(list.iter())),
        Node::Like(like) => parts(&mut [&like.subject, &like.pattern].into_iter()),
        Node::Case(case) => parts(&mut case.children()),
    }
}
