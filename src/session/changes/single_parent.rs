//! `single_parent`: an instance that is deleted with the one it belongs to may belong to one only.

use crate::entity::{Cascade, InstanceId, Mapper, RelationshipInfo};
use crate::error::{Error, ErrorKind, Result};
use crate::session::changes::graph::Graph;
use crate::session::identity::state::State;

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
        let is_other = |other: &InstanceId| {
            let is_here = matches!(identity_map.state(*other), State::Pending | State::Persistent);
            *other != owner && is_here && !identity_map.is_marked_deleted(*other)
        };
        if !owners.iter().any(is_other) {
            return Ok(());
        }
        let (own, other) = (identity_map.mapper(owner).name, identity_map.mapper(owned).name);
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!(
                "the instance of `{other}` belongs to another row of `{own}` by `{own}.{}`, which is declared \
                 `single_parent`: take it out there first",
                info.name
            ),
        ))
    }
}
