//! Where foreign keys lead, as far as memory knows.

use crate::entity::{InstanceId, RelationshipInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
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

/// Where the foreign key of an instance leads.
pub(crate) fn parent_of(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
    columns: &'static [&'static str],
    parent_columns: &'static [&'static str],
    target: StoreIndex,
) -> Result<Parent> {
    if let Some(reference) = relationships.get(child, columns) {
        return Ok(reference.parent.map_or(Parent::None, Parent::Instance));
    }
    let store = identity_map.store(child);
    let positions = columns.iter().map(|name| store.mapper.position(name));
    let values: Vec<Value> = if identity_map.state(child) == State::Pending {
        let Some(row) = store.contents.new_values(child.slot) else { return Ok(Parent::None) };
        let (cells, handles) = row.into_parts();
        let positions: Vec<usize> = positions.collect();
        if let Some((_, parent)) = handles.iter().find(|(column, _)| positions == [usize::from(*column)]) {
            if identity_map.state(*parent) == State::Detached {
                let table = store.mapper.name;
                return Err(identity_map.detached(*parent, &format!("a row that one of `{table}` refers to")));
            }
            return Ok(Parent::Instance(*parent));
        }
        let cell = |at: &usize| cells.iter().find(|(column, _)| usize::from(*column) == *at);
        positions.iter().filter_map(|at| cell(at).map(|(_, value)| value.clone())).collect()
    } else {
        let row = store.contents.values(child.slot);
        positions.filter_map(|at| row.get(at).cloned()).collect()
    };
    if values.len() != columns.len() || values.iter().any(Value::is_null) {
        return Ok(Parent::None);
    }
    let known = identity_map.instance_with(target, parent_columns, &values);
    Ok(known.map_or(Parent::Row(values), Parent::Instance))
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
        || relationships.get(id, info.local).is_some()
    {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidRequest,
        format!("'{entity}.{}' is not available due to raise: load it with the query", info.name),
    ))
}
