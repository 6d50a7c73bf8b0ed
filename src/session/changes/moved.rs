//! Instances that a delete has taken along, and that were moved elsewhere since: they stay.

use crate::entity::{InstanceId, RelationshipInfo};
use crate::session::changes::graph::Graph;
use crate::session::identity::state::State;
use crate::session::relationship::associations::Link;
use crate::session::relationship::parent::{Parent, parent_of};

impl Graph<'_> {
    /// Before a flush: whoever no longer belongs to what is deleted is not deleted either, however it was moved.
    pub(crate) fn spare_all_moved(&mut self) {
        let candidates = self.loader.relationships.cascaded.all();
        self.spare_moved(candidates);
    }

    /// Unmarks those of the candidates that were marked with others which they do not belong to any more, and then those
    /// that were marked with them.
    pub(crate) fn spare_moved(&mut self, candidates: Vec<InstanceId>) {
        let mut open = candidates;
        let mut has_spared = false;
        while let Some(id) = open.pop() {
            let Some(owners) = self.loader.relationships.cascaded.owners(id).cloned() else { continue };
            let is_marked = self.loader.identity_map.state(id) == State::Persistent
                && self.loader.identity_map.is_marked_deleted(id);
            if !is_marked || owners.into_iter().any(|(owner, info)| self.takes_along(owner, info, id)) {
                continue;
            }
            self.loader.relationships.cascaded.forget(id);
            self.loader.identity_map.store_mut(id).mark_deleted(id.slot, false);
            open.extend(self.loader.relationships.cascaded.taken(id));
            has_spared = true;
        }
        if has_spared {
            // Collections that were read meanwhile leave them out.
            self.loader.relationships.forget_collections();
        }
    }

    /// Whether a delete of `owner` still takes `id` along.
    fn takes_along(&self, owner: InstanceId, info: &'static RelationshipInfo, id: InstanceId) -> bool {
        let (identity_map, relationships) = (&*self.loader.identity_map, &*self.loader.relationships);
        if identity_map.state(owner) != State::Persistent || !identity_map.is_marked_deleted(owner) {
            return false;
        }
        if info.secondary.is_some() {
            return !relationships.unlinked.contains(&Link { info, local: owner, remote: id });
        }
        let (child, parent) = if info.kind.is_many_to_one() { (owner, id) } else { (id, owner) };
        let found = parent_of(identity_map, relationships, child, info.foreign_key(), parent.store);
        matches!(found, Ok(Parent::Instance(found)) if found == parent)
    }
}
