//! Follows relationships: in memory as far as it knows them, and else in the database.

use crate::entity::{InstanceId, RelationshipInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;
use crate::session::loading::loader::Loader;
use crate::session::loading::rows::LoadMode;
use crate::session::loading::selects::{select_collection, select_rows_with};
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::unflushed::Unflushed;
use crate::sql::value::Value;

/// What memory knows of the other end of a relationship.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// All of it.
    Known(Vec<InstanceId>),
    /// A many-to-one leads to the row that has these values in the columns referred to.
    Row(Vec<Value>),
    /// A collection was not read yet.
    Collection,
}

impl Loader<'_> {
    /// The instances that a relationship leads to.
    pub(crate) fn related(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        let related = self.look_up_related(id, info, target)?;
        self.load_related(related, id, info, target)
    }

    /// What memory knows of it. A caller that flushes before its queries does so when this is not all.
    pub(crate) fn look_up_related(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Lookup> {
        if let Some(members) = self.relationships.collection(id, info) {
            return Ok(Lookup::Known(members.to_vec()));
        }
        if info.kind.is_many_to_one() {
            self.reload_expired(id)?;
            let parent = parent_of(self.identity_map, self.relationships, id, info.foreign_key(), target)?;
            return Ok(match parent {
                Parent::None => Lookup::Known(Vec::new()),
                Parent::Instance(parent) => Lookup::Known(vec![parent]),
                Parent::Row(values) => Lookup::Row(values),
            });
        }
        if info.write_only {
            let name = self.identity_map.mapper(id).name;
            let message = format!(
                "`{name}.{}` is write-only, because it may be large: select from it with a condition",
                info.name
            );
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        Ok(Lookup::Collection)
    }

    /// Reads what memory does not know. A collection is kept.
    pub(crate) fn load_related(
        &mut self,
        related: Lookup,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        match related {
            Lookup::Known(members) => Ok(members),
            Lookup::Row(values) => {
                let select = select_rows_with(self.identity_map.stores[target].mapper, info.remote, values);
                self.select(target, &select, LoadMode::Keep)
            }
            Lookup::Collection => {
                if self.identity_map.state(id) != State::Pending {
                    self.reload_expired(id)?;
                }
                let members = self.collection_once(id, info, target)?;
                self.relationships.keep(id, info, members.clone());
                Ok(members)
            }
        }
    }

    /// Reads a collection without keeping it; what was found out of unflushed children serves the next one, too.
    pub(crate) fn collection_once(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        let mut unflushed = self.relationships.take_unflushed(self.identity_map);
        let members = self.collection(id, info, target, &mut unflushed);
        self.relationships.keep_unflushed(unflushed);
        members
    }

    /// Reads a collection without keeping it.
    pub(crate) fn collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
        unflushed: &mut Unflushed,
    ) -> Result<Vec<InstanceId>> {
        let mut members = Vec::new();
        if self.identity_map.state(id) != State::Pending {
            let store = self.identity_map.store(id);
            let row = store.stored_values(id.slot);
            let values = info.local.iter().map(|name| row[store.mapper.position(name)].clone());
            let select = select_collection(self.identity_map.stores[target].mapper, info, values);
            members = self.select(target, &select, LoadMode::Keep)?;
        }
        unflushed.adjust(self.identity_map, self.relationships, id, info, target, &mut members)?;
        Ok(members)
    }
}
