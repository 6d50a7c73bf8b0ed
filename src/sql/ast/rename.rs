//! The same expression about a table under another name.

use std::sync::Arc;

use super::{Node, OrderKey};

impl Node {
    /// The expression with the columns of `from` taken from `to`. `None` if it holds something that may have names of its
    /// own (a query, text, a window), or is very deep.
    pub(crate) fn renamed(&self, from: &str, to: &'static str) -> Option<Self> {
        self.check_depth().ok()?;
        let mut node = self.clone();
        node.rename(from, to).then_some(node)
    }

    /// Whether all of it could be renamed.
    fn rename(&mut self, from: &str, to: &'static str) -> bool {
        match self {
            Self::Column(column) => {
                if column.source == from {
                    column.source = to;
                }
                true
            }
            Self::Bind(_) | Self::Star | Self::Constant(_) | Self::Truth(_) => true,
            Self::Unary(_, child)
            | Self::IsNull(child, _)
            | Self::Cast(child, ..)
            | Self::Collate(child, _)
            | Self::Label(_, child) => Arc::make_mut(child).rename(from, to),
            Self::Binary(_, children) | Self::QuantifiedArray(_, _, children) => {
                Arc::make_mut(children).iter_mut().all(|child| child.rename(from, to))
            }
            Self::Between(children, _) => Arc::make_mut(children).iter_mut().all(|child| child.rename(from, to)),
            Self::Junction(_, children) | Self::Row(children) => {
                Arc::make_mut(children).iter_mut().all(|child| child.rename(from, to))
            }
            Self::In(subject, list, _) => {
                Arc::make_mut(subject).rename(from, to)
                    && Arc::make_mut(list).iter_mut().all(|member| member.rename(from, to))
            }
            Self::Like(like) => {
                let like = Arc::make_mut(like);
                like.subject.rename(from, to) && like.pattern.rename(from, to)
            }
            Self::Call(call) => {
                let call = Arc::make_mut(call);
                let keys = call.order_by.iter_mut().map(|OrderKey { node, .. }| node);
                call.arguments.iter_mut().chain(&mut call.filter).chain(keys).all(|part| part.rename(from, to))
            }
            Self::Case(case) => {
                let case = Arc::make_mut(case);
                let branches = case.branches.iter_mut().flatten();
                branches.chain(&mut case.subject).chain(&mut case.otherwise).all(|part| part.rename(from, to))
            }
            Self::Json(path) => Arc::make_mut(path).document.rename(from, to),
            Self::Exists(_)
            | Self::Scalar(_)
            | Self::InQuery(..)
            | Self::Quantified(..)
            | Self::Over(_)
            | Self::Text(_) => false,
        }
    }
}
