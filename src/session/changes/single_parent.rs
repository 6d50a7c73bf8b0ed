//! `single_parent`: an instance that is deleted with the one it belongs to may belong to one only.

use std::collections::HashMap;

use crate::entity::{Cascade, InstanceId, Key, Mapper, Related, RelationshipInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::changes::graph::Graph;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::loading::loader::Loader;
use crate::session::relationship::collections::RelationshipId;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::sql::value::Value;

impl RelationshipInfo {
    /// Whether each row at the other end belongs to one row of this side only: that is what the schema has to promise
    /// where `delete-orphan` is said of a relationship whose foreign key could let many refer to it.
    fn is_single_parent(&self) -> bool {
        (self.kind.is_many_to_one() || self.secondary.is_some()) && self.cascade.contains(&Cascade::DeleteOrphan)
    }
}

impl Graph<'_> {
    /// Refuses to let `owner` have what belongs to another one.
    pub(crate) fn refuse_second_parent(
        &mut self,
        owner: InstanceId,
        info: &'static RelationshipInfo,
        owned: InstanceId,
    ) -> Result<()> {
        if !info.is_single_parent() {
            return Ok(());
        }
        let Some(inverse) = Mapper::inverse(info, self.loader.identity_map.mapper(owned)) else { return Ok(()) };
        let owners = self.loader.related(owned, inverse, owner.store)?;
        let identity_map = &self.loader.identity_map;
        let is_other = |other: &InstanceId| *other != owner && is_alive(identity_map, *other);
        if !owners.iter().any(is_other) {
            return Ok(());
        }
        let (own, other) = (identity_map.mapper(owner).name, identity_map.mapper(owned).name);
        Err(second_parent(own, other, info))
    }

    /// Refuses a flush that would let two rows have what may belong to one: foreign keys are also written as columns and in
    /// insert structs. It looks at the rows that the flush writes, and at what memory knows of the others.
    pub(crate) fn refuse_second_parents(&mut self) -> Result<()> {
        let mut owners: HashMap<(RelationshipId, Owned), InstanceId> = HashMap::new();
        for (owner, (info, target)) in self.written_owners() {
            let target = self.loader.identity_map.store_of(target());
            let Some(owned) = self.owned(owner, info, target)? else { continue };
            let mut others: Vec<InstanceId> = Vec::new();
            if let Owned::Instance(owned) = owned
                && let Some(inverse) = Mapper::inverse(info, self.loader.identity_map.mapper(owned))
                && let Some(known) = self.loader.relationships.collection(owned, inverse)
            {
                others = known.to_vec();
            }
            for other in others {
                let is_alive = is_alive(self.loader.identity_map, other) && other != owner;
                if is_alive && self.owned(other, info, target)?.as_ref() == Some(&owned) {
                    return Err(self.second_parent(owner, info, target));
                }
            }
            if owners.insert((RelationshipId::of(info), owned), owner).is_some() {
                return Err(self.second_parent(owner, info, target));
            }
        }
        Ok(())
    }

    /// The rows of the next flush that may be the second to have something.
    fn written_owners(&self) -> Vec<(InstanceId, Related)> {
        let identity_map = &self.loader.identity_map;
        let mut found = Vec::new();
        for (index, store) in identity_map.stores.iter() {
            let single = |(info, _): &&Related| info.kind.is_many_to_one() && info.is_single_parent();
            for &related in store.mapper.relationships.iter().filter(single) {
                let (info, _) = related;
                let at: Vec<usize> = info.local.iter().map(|name| store.mapper.position(name)).collect();
                let has_changed = |(slot, before): &(u32, &[Value])| {
                    let now = store.contents.values(*slot);
                    at.iter().any(|at| before.get(*at) != now.get(*at))
                };
                let changed = store.touched().filter(has_changed).map(|(slot, _)| slot);
                let written = store.pending().chain(changed).map(|slot| identity_map.id_at(index, slot));
                let alive = written.filter(|id| is_alive(identity_map, *id));
                found.extend(alive.map(|id| (id, related)));
            }
        }
        found
    }

    /// What a row has by such a relationship.
    fn owned(&self, owner: InstanceId, info: &'static RelationshipInfo, target: StoreIndex) -> Result<Option<Owned>> {
        let Loader { identity_map, relationships, .. } = &self.loader;
        Ok(match parent_of(identity_map, relationships, owner, info.foreign_key(), target)? {
            Parent::None => None,
            Parent::Instance(owned) => Some(Owned::Instance(owned)),
            Parent::Row(values) => Some(Owned::Row(Key::of(&values))),
        })
    }

    fn second_parent(&self, owner: InstanceId, info: &RelationshipInfo, owned: StoreIndex) -> Error {
        let identity_map = &self.loader.identity_map;
        second_parent(identity_map.mapper(owner).name, identity_map.stores[owned].mapper.name, info)
    }
}

/// What belongs to one row: an instance, or the row of a key.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Owned {
    Instance(InstanceId),
    Row(Key),
}

/// Whether an instance is there after the next flush.
fn is_alive(identity_map: &IdentityMap, id: InstanceId) -> bool {
    let is_here = matches!(identity_map.state(id), State::Pending | State::Persistent);
    is_here && !identity_map.is_marked_deleted(id)
}

#[cold]
fn second_parent(own: &str, other: &str, info: &RelationshipInfo) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!(
            "the instance of `{other}` belongs to another row of `{own}` by `{own}.{}`, which is declared \
             `single_parent`: take it out there first",
            info.name
        ),
    )
}
