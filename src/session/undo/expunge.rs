//! Takes instances out of the session.

use std::collections::HashSet;

use crate::entity::InstanceId;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::state::RelationshipState;
use crate::session::undo::journal::Journal;

/// Takes one instance out of the session.
pub(crate) fn expunge(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    journal: &mut Journal,
    id: InstanceId,
) {
    if identity_map.state(id) == State::Persistent {
        let store = identity_map.store(id);
        journal.leave(id, store.key_in(&store.stored_values(id.slot)));
        let has_moved =
            store.snapshot(id.slot).is_some() || relationships.left.contains(&id) || relationships.has_changes(id);
        // Its row is still there: in the collections that it is in, and in those that it was to leave.
        if has_moved {
            relationships.forget_collections();
        } else {
            relationships.forget_collections_with(id);
        }
    }
    relationships.forget(&HashSet::from([id]));
    identity_map.store_mut(id).release(id.slot);
}
