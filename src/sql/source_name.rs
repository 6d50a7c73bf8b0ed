//! What a source is called in a statement, and what it calls the columns of the entity that is read from it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::names::{is_same, shown};

/// The name of a table, an alias or a derived table; in a derived table, columns of an entity may have other names than
/// in the table: a second `id` is `id_1`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct SourceName {
    name: &'static str,
    labels: Option<&'static Labels>,
}

/// The columns of a table, and what a derived table calls them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Labels {
    own: &'static [&'static str],
    labels: Vec<&'static str>,
}

/// Each is kept once, for good, so that columns can be plain constants; there are as many as a program has lists of
/// labels that differ from the table's own names.
static LABELS: Mutex<BTreeSet<&'static Labels>> = Mutex::new(BTreeSet::new());

impl SourceName {
    /// A source whose columns have their own names.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, labels: None }
    }

    /// A derived table that calls the columns `own` by these labels, in the same order.
    pub(crate) fn labelled(name: &'static str, own: &'static [&'static str], labels: Vec<&'static str>) -> Self {
        if labels == own {
            return Self::new(name);
        }
        let wanted = Labels { own, labels };
        let mut known = LABELS.lock().unwrap_or_else(PoisonError::into_inner);
        let labels = known.get(&wanted).copied().unwrap_or_else(|| {
            let kept: &'static Labels = Box::leak(Box::new(wanted));
            known.insert(kept);
            kept
        });
        Self { name, labels: Some(labels) }
    }

    /// What qualifies a column.
    pub(crate) const fn name(self) -> &'static str {
        self.name
    }

    /// What the source calls a column of the table.
    pub(crate) const fn column(self, own: &'static str) -> &'static str {
        let Some(labels) = self.labels else { return own };
        let mut at = 0;
        while at < labels.own.len() {
            if is_same(labels.own[at], own) {
                return labels.labels.as_slice()[at];
            }
            at += 1;
        }
        own
    }
}

impl std::fmt::Display for SourceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(shown(self.name))
    }
}
