//! What a session does along with a query, as data.

use crate::entity::{Mapper, RelationshipInfo};
use crate::sql::ast::Node;

/// What a session does along with a query.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Rows that come from the database replace what is in memory, changes included.
    pub(crate) populate_existing: bool,
    /// The relationships that are loaded.
    pub(crate) loads: Vec<Load>,
    /// More relationships were named one after the other than anybody needs.
    pub(crate) is_too_deep: bool,
}

/// How the rows at the other end of a relationship come into the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// By one more statement, for all rows together.
    SelectIn,
    /// Along with the rows of this side, by LEFT OUTER JOIN.
    Joined,
    /// Not at all: asking for them is an error.
    Raise,
    /// The query has joined and selected them itself.
    ContainsEager,
}

/// One relationship that is loaded, and those that are loaded from there.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// What the query calls this side.
    pub(crate) source: &'static str,
    pub(crate) info: &'static RelationshipInfo,
    /// The entity of this side.
    pub(crate) parent: fn() -> &'static Mapper,
    /// The entity at the other end.
    pub(crate) target: fn() -> &'static Mapper,
    pub(crate) strategy: Strategy,
    /// What the query calls the other end, if not by the name of its table.
    pub(crate) alias: Option<&'static str>,
    /// Only rows that meet all of these.
    pub(crate) filter: Vec<Node>,
    pub(crate) children: Vec<Self>,
}

impl Load {
    /// The relationship `depth` steps from here, along those that were named last.
    pub(crate) fn end(&mut self, depth: usize) -> &mut Self {
        let mut load = self;
        for _ in 0..depth {
            load = match load.children.last_mut() {
                Some(_) => load.children.last_mut().unwrap_or_else(|| unreachable!("it was there a line ago")),
                None => return load,
            };
        }
        load
    }

    /// Adds this to a list. The same relationship named again goes on from there; what was said last is what is done.
    pub(crate) fn merge_into(self, loads: &mut Vec<Self>) {
        let is_same = |known: &&mut Self| known.source == self.source && std::ptr::eq(known.info, self.info);
        match loads.iter_mut().find(is_same) {
            Some(known) => {
                known.strategy = self.strategy;
                known.filter = self.filter;
                known.alias = self.alias;
                for child in self.children {
                    child.merge_into(&mut known.children);
                }
            }
            None => loads.push(self),
        }
    }

    /// Whether a row of this side may have several at the other end, so that a join repeats it.
    pub(crate) const fn is_to_many(&self) -> bool {
        self.info.kind.is_to_many()
    }

    /// Whether the rows that are found may be fewer than there are.
    pub(crate) fn is_partial(&self) -> bool {
        !self.filter.is_empty() || self.strategy == Strategy::ContainsEager
    }
}
