//! Where foreign keys lead, as far as memory knows.

use crate::entity::{InstanceId, RelationshipInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::foreign_key::{ForeignKeyColumns, OwnForeignKey};
use crate::session::relationship::state::RelationshipState;
use crate::sql::value::Value;

/// Where a foreign key leads.
#[derive(Debug)]
pub(crate) enum Parent {
    /// Nowhere: it is NULL.
    None,
    /// To an instance of this session.
    Instance(InstanceId),
    /// To a row that is not in the session, by the values of the columns that are referred to.
    Row(Vec<Value>),
}

impl Parent {
    /// The instance, if it is one of this session.
    pub(crate) fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::Instance(id) => Some(*id),
            Self::None | Self::Row(_) => None,
        }
    }
}

/// Where a foreign key of an instance leads.
pub(crate) fn parent_of(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
    columns: ForeignKeyColumns,
    target: StoreIndex,
) -> Result<Parent> {
    let own = OwnForeignKey::of(identity_map, child, columns);
    if let Some(pending) = relationships.pending(child, columns.own).filter(|pending| pending.counts(&own)) {
        return Ok(pending.parent.map_or(Parent::None, Parent::Instance));
    }
    match own {
        OwnForeignKey::Handle(parent) => {
            if identity_map.state(parent) == State::Detached {
                let table = identity_map.mapper(child).name;
                return Err(identity_map.detached(parent, &format!("a row that one of `{table}` refers to")));
            }
            Ok(Parent::Instance(parent))
        }
        OwnForeignKey::Values(values) => {
            let values = values.into_iter().map(|value| value.filter(|value| !value.is_null()));
            let Some(values) = values.collect::<Option<Vec<Value>>>() else { return Ok(Parent::None) };
            let known = identity_map.instance_with(target, columns.referred, &values);
            Ok(known.map_or(Parent::Row(values), Parent::Instance))
        }
    }
}

/// Refuses to read a relationship that the query of the instance has forbidden, unless it is known.
pub(crate) fn refuse_raised(
    relationships: &RelationshipState,
    id: InstanceId,
    info: &'static RelationshipInfo,
    entity: &'static str,
) -> Result<()> {
    if !relationships.is_raised(id, info)
        || relationships.collection(id, info).is_some()
        || relationships.pending(id, info.local).is_some()
    {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidRequest,
        format!("'{entity}.{}' is not available due to raise: load it with the query", info.name),
    ))
}
