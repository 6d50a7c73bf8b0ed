//! Trees of any depth: walked and dropped without recursion, so that whoever builds one too deep gets an error from the
//! renderer and no overflowing stack.

use smallvec::SmallVec;

use super::{Call, Case, Node, OrderKey};
use crate::error::{Error, ErrorKind, Result};

/// How deep expressions may nest: SQLite refuses twice as much, and the renderer, which walks trees by recursion, must
/// do with half of a thread's usual 2 MiB of stack in a debug build.
pub(crate) const MAX_DEPTH: u32 = 500;

/// How deep set operations may nest.
pub(crate) const MAX_NESTED: u32 = 100;

/// The error of an expression that is nested too deep.
#[cold]
pub(crate) fn too_deep() -> Error {
    Error::new(ErrorKind::LimitExceeded, format!("an expression is nested more than {MAX_DEPTH} deep"))
}

impl Node {
    /// `LimitExceeded` if some branch of the tree has too many nodes below each other.
    pub(crate) fn check_depth(&self) -> Result<()> {
        let mut waiting: Vec<(&Self, u32)> = vec![(self, 1)];
        while let Some((node, depth)) = waiting.pop() {
            if depth > MAX_DEPTH {
                return Err(too_deep());
            }
            node.for_each_child(&mut |child| waiting.push((child, depth + 1)));
        }
        Ok(())
    }

    /// Whether it holds values that become binds. Queries and the user's own text are assumed to.
    pub(crate) fn has_binds(&self) -> bool {
        let mut waiting: Vec<&Self> = vec![self];
        while let Some(node) = waiting.pop() {
            match node {
                Self::Bind(_)
                | Self::Json(_)
                | Self::Exists(_)
                | Self::Scalar(_)
                | Self::InQuery(..)
                | Self::Quantified(..)
                | Self::Text(_) => return true,
                _ => node.for_each_child(&mut |child| waiting.push(child)),
            }
        }
        false
    }

    /// The first source of a column in it, outside of queries, that is asked for.
    pub(crate) fn find_source(&self, wanted: &dyn Fn(&'static str) -> bool) -> Option<&'static str> {
        let mut waiting: Vec<&Self> = vec![self];
        while let Some(node) = waiting.pop() {
            match node {
                Self::Column(column) if wanted(column.source) => return Some(column.source),
                _ => node.for_each_child(&mut |child| waiting.push(child)),
            }
        }
        None
    }

    const fn is_leaf(&self) -> bool {
        matches!(self, Self::Column(_) | Self::Bind(_) | Self::Star | Self::Constant(_) | Self::Truth(_))
    }

    /// Whether there is something below the nodes below this one.
    fn is_high(&self) -> bool {
        let mut is_high = false;
        if !self.is_leaf() {
            self.for_each_child(&mut |child| is_high |= !child.is_leaf());
        }
        is_high
    }

    fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match self {
            Self::Column(_) | Self::Bind(_) | Self::Star | Self::Constant(_) | Self::Truth(_) => {}
            // Queries in queries have a type for each level; they do not get deep.
            Self::Exists(_) | Self::Scalar(_) | Self::Text(_) => {}
            Self::Unary(_, child)
            | Self::IsNull(child, _)
            | Self::Cast(child, ..)
            | Self::Collate(child, _)
            | Self::Label(_, child)
            | Self::InQuery(child, ..)
            | Self::Quantified(_, child, ..) => visit(child),
            Self::Binary(_, children) | Self::QuantifiedArray(_, _, children) => children.iter().for_each(visit),
            Self::Between(children, _) => children.iter().for_each(visit),
            Self::Junction(_, children) | Self::Row(children) => children.iter().for_each(visit),
            Self::In(subject, list, _) => {
                visit(subject);
                list.iter().for_each(visit);
            }
            Self::Like(like) => [&like.subject, &like.pattern].into_iter().for_each(visit),
            Self::Call(call) => call.for_each_child(visit),
            Self::Case(case) => case.children().for_each(visit),
            Self::Over(over) => over.call.for_each_child(visit),
            Self::Json(path) => visit(&path.document),
        }
    }

    /// Moves the children that are high themselves out of a node that nobody else holds.
    fn take_high_children(&mut self, into: &mut SmallVec<[Self; 8]>) {
        use std::sync::Arc;

        if !self.is_high() {
            return;
        }
        let take = &mut |child: &mut Self| {
            if child.is_high() {
                into.push(std::mem::replace(child, Self::Star));
            }
        };
        match self {
            Self::Column(_) | Self::Bind(_) | Self::Star | Self::Constant(_) | Self::Truth(_) => {}
            Self::Exists(_) | Self::Scalar(_) | Self::Text(_) => {}
            Self::Unary(_, child)
            | Self::IsNull(child, _)
            | Self::Cast(child, ..)
            | Self::Collate(child, _)
            | Self::Label(_, child)
            | Self::InQuery(child, ..)
            | Self::Quantified(_, child, ..) => Arc::get_mut(child).into_iter().for_each(take),
            Self::Binary(_, children) | Self::QuantifiedArray(_, _, children) => {
                Arc::get_mut(children).into_iter().flatten().for_each(take);
            }
            Self::Between(children, _) => Arc::get_mut(children).into_iter().flatten().for_each(take),
            Self::Junction(_, children) | Self::Row(children) => {
                Arc::get_mut(children).into_iter().flatten().for_each(take);
            }
            Self::In(subject, list, _) => {
                Arc::get_mut(subject).into_iter().chain(Arc::get_mut(list).into_iter().flatten()).for_each(take);
            }
            Self::Like(like) => {
                if let Some(like) = Arc::get_mut(like) {
                    [&mut like.subject, &mut like.pattern].into_iter().for_each(take);
                }
            }
            Self::Call(call) => {
                if let Some(call) = Arc::get_mut(call) {
                    call.children_mut().for_each(take);
                }
            }
            Self::Case(case) => {
                if let Some(case) = Arc::get_mut(case) {
                    case.children_mut().for_each(take);
                }
            }
            Self::Over(over) => {
                if let Some(over) = Arc::get_mut(over) {
                    over.call.children_mut().for_each(take);
                }
            }
            Self::Json(path) => {
                if let Some(path) = Arc::get_mut(path) {
                    take(&mut path.document);
                }
            }
        }
    }
}

impl Call {
    fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        self.arguments.iter().chain(&self.filter).for_each(&mut *visit);
        self.order_by.iter().for_each(|key| visit(&key.node));
    }

    fn children_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        let Self { arguments, filter, order_by, .. } = self;
        arguments.iter_mut().chain(filter).chain(order_by.iter_mut().map(|OrderKey { node, .. }| node))
    }
}

impl Case {
    /// All expressions in it.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Node> {
        self.branches.iter().flatten().chain(&self.subject).chain(&self.otherwise)
    }

    fn children_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.branches.iter_mut().flatten().chain(&mut self.subject).chain(&mut self.otherwise)
    }
}

impl Drop for Node {
    /// A low tree is dropped as any other value; of a high one, the branches are taken off first, one by one.
    fn drop(&mut self) {
        let mut waiting = SmallVec::new();
        self.take_high_children(&mut waiting);
        while let Some(mut node) = waiting.pop() {
            node.take_high_children(&mut waiting);
        }
    }
}
