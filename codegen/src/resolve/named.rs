//! Lists of things that have names in SQL, and are found by them.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use crate::syntax::declared::{Definition, Domain, EnumType, Name, View};

/// A thing with a name, perhaps in a schema.
pub(super) trait HasName {
    fn name(&self) -> &Name;
}

/// Things in the order in which they were added. Their names change only through `rename`.
#[derive(Clone, Debug)]
pub(super) struct Named<T> {
    items: Vec<T>,
    /// Positions by names in lower case, without schema.
    positions: BTreeMap<String, Vec<usize>>,
}

impl<T: HasName> Named<T> {
    /// Adds a thing at the end.
    pub(super) fn push(&mut self, item: T) {
        self.positions.entry(item.name().text.to_lowercase()).or_default().push(self.items.len());
        self.items.push(item);
    }

    /// The position of a name: as written if there is one, otherwise without regard to case. A name without a schema is
    /// in any schema, if none fits better.
    pub(super) fn find(&self, name: &Name) -> Option<usize> {
        let candidates = self.positions.get(&name.text.to_lowercase())?;
        let in_schema = |at: &usize| match (&self.items[*at].name().schema, &name.schema) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => true,
        };
        let same_schema = |at: &usize| self.items[*at].name().schema == name.schema;
        let exact = |at: &usize| self.items[*at].name().text == name.text;
        let first = |is: &dyn Fn(&usize) -> bool| candidates.iter().copied().find(|at| is(at));
        first(&|at| same_schema(at) && exact(at))
            .or_else(|| first(&same_schema))
            .or_else(|| first(&|at| in_schema(at) && exact(at)))
            .or_else(|| first(&in_schema))
    }

    /// Whether something has this name.
    pub(super) fn has(&self, name: &Name) -> bool {
        self.find(name).is_some()
    }

    /// Whether things of several schemas have this name.
    pub(super) fn is_in_several_schemas(&self, text: &str) -> bool {
        let Some(positions) = self.positions.get(&text.to_lowercase()) else { return false };
        let mut schemas = positions.iter().map(|at| &self.items[*at].name().schema);
        schemas.next().is_some_and(|first| schemas.any(|other| other != first))
    }

    /// Removes something.
    pub(super) fn remove(&mut self, at: usize) {
        self.items.remove(at);
        self.reindex();
    }

    /// Keeps only what the rule accepts.
    pub(super) fn retain(&mut self, rule: impl FnMut(&T) -> bool) {
        self.items.retain(rule);
        self.reindex();
    }

    /// Changes something and its name.
    pub(super) fn rename(&mut self, at: usize, change: impl FnOnce(&mut T)) {
        change(&mut self.items[at]);
        self.reindex();
    }

    fn reindex(&mut self) {
        self.positions.clear();
        for (at, item) in self.items.iter().enumerate() {
            self.positions.entry(item.name().text.to_lowercase()).or_default().push(at);
        }
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { items: Vec::new(), positions: BTreeMap::new() }
    }
}

impl<T: HasName> FromIterator<T> for Named<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut named = Self::default();
        items.into_iter().for_each(|item| named.push(item));
        named
    }
}

impl<T> Deref for Named<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for Named<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl HasName for Name {
    fn name(&self) -> &Name {
        self
    }
}

impl HasName for EnumType {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl HasName for Definition {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl HasName for Domain {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl HasName for View {
    fn name(&self) -> &Name {
        &self.name
    }
}
