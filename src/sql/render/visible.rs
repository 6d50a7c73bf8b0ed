//! The sources that columns may mean at one place of the text, found by their names without going through all of them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::sql::names::shown;

/// So many are gone through faster than they are looked up.
const FEW: usize = 16;

/// A source that columns may mean.
pub(super) struct Visible {
    /// What tells it apart.
    name: &'static str,
    /// What it is called in the text.
    shown: Cow<'static, str>,
}

/// Sources by their positions, those of the innermost query last.
#[derive(Default)]
pub(super) struct VisibleSources {
    sources: Vec<Visible>,
    /// Where they stand, once there are more than a [`FEW`].
    index: Option<Index>,
}

/// Positions of sources, in ascending order.
#[derive(Default)]
struct Index {
    by_name: HashMap<&'static str, Vec<usize>>,
    by_shown: HashMap<String, Vec<usize>>,
    /// The number from which a free one is looked for.
    next_number: HashMap<String, u32>,
}

/// Whether two names would be the same to a database. SQLite and MySQL see no case; neither do people.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

/// The first of `name`, `name_1`, `name_2`, … that is free, from this number on.
pub(super) fn free_name(name: &'static str, from: u32, is_taken: impl Fn(&str) -> bool) -> (Cow<'static, str>, u32) {
    if from == 0 && !is_taken(name) {
        return (Cow::Borrowed(name), 0);
    }
    let mut number = from.max(1);
    loop {
        let numbered = format!("{name}_{number}");
        if !is_taken(&numbered) {
            return (Cow::Owned(numbered), number);
        }
        number += 1;
    }
}

impl VisibleSources {
    pub(super) const fn len(&self) -> usize {
        self.sources.len()
    }

    pub(super) fn push(&mut self, name: &'static str, shown: Cow<'static, str>) {
        self.sources.push(Visible { name, shown });
        match &mut self.index {
            Some(index) => index.add(self.sources.len() - 1, &self.sources),
            None if self.sources.len() > FEW => {
                let index = self.index.insert(Index::default());
                (0..self.sources.len()).for_each(|at| index.add(at, &self.sources));
            }
            None => {}
        }
    }

    /// Forgets those from a position on.
    pub(super) fn truncate(&mut self, start: usize) {
        if let Some(index) = &mut self.index {
            for source in self.sources.iter().skip(start) {
                index.forget_last(source);
            }
        }
        self.sources.truncate(start);
        if start == 0 {
            self.index = None;
        }
    }

    /// Whether one of those from a position on has this name.
    pub(super) fn stands_since(&self, name: &'static str, start: usize) -> bool {
        match &self.index {
            Some(index) => index.by_name.get(name).and_then(|all| all.last()).is_some_and(|&last| last >= start),
            None => self.sources.iter().skip(start).any(|other| other.name == name),
        }
    }

    /// Where a source stands; the innermost one of its name.
    pub(super) fn position(&self, name: &'static str) -> Option<usize> {
        match &self.index {
            Some(index) => index.by_name.get(name).and_then(|all| all.last()).copied(),
            None => self.sources.iter().rposition(|known| known.name == name),
        }
    }

    /// What a source is called here.
    pub(super) fn shown(&self, name: &'static str) -> Cow<'static, str> {
        let known = match &self.index {
            Some(index) => index.by_name.get(name).and_then(|all| all.last()).and_then(|&at| self.sources.get(at)),
            None => self.sources.iter().rev().find(|known| known.name == name),
        };
        known.map_or(Cow::Borrowed(shown(name)), |known| known.shown.clone())
    }

    /// Whether a source that is called so would hide another one, or stand beside it under one name.
    pub(super) fn hides(&self, name: &'static str, wanted: &str, start: usize) -> bool {
        // The same source in an enclosing query is hidden on purpose: columns mean the inner one.
        let is_other = |(at, other): (usize, &Visible)| other.name != name || at >= start;
        match &self.index {
            Some(index) => index.by_shown.get(&folded(wanted)).is_some_and(|all| {
                all.iter().any(|&at| self.sources.get(at).is_some_and(|other| is_other((at, other))))
            }),
            None => self
                .sources
                .iter()
                .enumerate()
                .any(|(at, other)| is_other((at, other)) && is_same(&other.shown, wanted)),
        }
    }

    /// What a source that wants to be called so is called.
    pub(super) fn free_name(&mut self, name: &'static str, wanted: &'static str, start: usize) -> Cow<'static, str> {
        let from = match &self.index {
            // Numbers below were taken; some may be free again, but nobody misses them.
            Some(index) if self.hides(name, wanted, start) => {
                index.next_number.get(&folded(wanted)).copied().unwrap_or(1)
            }
            _ => 0,
        };
        let (free, number) = free_name(wanted, from, |taken| self.hides(name, taken, start));
        if let Some(index) = &mut self.index
            && number > 0
        {
            index.next_number.insert(folded(wanted), number + 1);
        }
        free
    }
}

/// A name without its case.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

impl Index {
    fn add(&mut self, at: usize, sources: &[Visible]) {
        if let Some(source) = sources.get(at) {
            self.by_name.entry(source.name).or_default().push(at);
            self.by_shown.entry(folded(&source.shown)).or_default().push(at);
        }
    }

    /// Takes the last position of a source of these names out.
    fn forget_last(&mut self, source: &Visible) {
        self.by_name.get_mut(source.name).map(Vec::pop);
        self.by_shown.get_mut(&folded(&source.shown)).map(Vec::pop);
    }
}
