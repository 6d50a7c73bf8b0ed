//! The stores of a session, one for each entity that it has met.

use std::ops::{Index, IndexMut};

use crate::entity::{Mapper, StoreIndex};
use crate::session::identity::store::Store;

/// Stores in the order in which the session met their entities.
#[derive(Debug, Default)]
pub(crate) struct Stores(Vec<Store>);

impl Stores {
    /// Adds the store of an entity.
    pub(crate) fn push(&mut self, mapper: &'static Mapper) -> StoreIndex {
        let index = StoreIndex::new(self.0.len());
        self.0.push(Store::new(mapper));
        index
    }

    #[inline]
    pub(crate) fn get(&self, index: StoreIndex) -> Option<&Store> {
        self.0.get(index.position())
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, index: StoreIndex) -> Option<&mut Store> {
        self.0.get_mut(index.position())
    }

    /// All indices, which stay valid while the stores change.
    pub(crate) fn indices(&self) -> impl Iterator<Item = StoreIndex> + use<> {
        (0..self.0.len()).map(StoreIndex::new)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (StoreIndex, &Store)> + Clone {
        self.0.iter().enumerate().map(|(at, store)| (StoreIndex::new(at), store))
    }

    pub(crate) fn values(&self) -> std::slice::Iter<'_, Store> {
        self.0.iter()
    }

    pub(crate) fn values_mut(&mut self) -> std::slice::IterMut<'_, Store> {
        self.0.iter_mut()
    }
}

impl Index<StoreIndex> for Stores {
    type Output = Store;

    #[inline]
    fn index(&self, index: StoreIndex) -> &Store {
        &self.0[index.position()]
    }
}

impl IndexMut<StoreIndex> for Stores {
    #[inline]
    fn index_mut(&mut self, index: StoreIndex) -> &mut Store {
        &mut self.0[index.position()]
    }
}
