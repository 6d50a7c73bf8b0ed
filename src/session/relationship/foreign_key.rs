//! What a foreign key of an instance is to be: what the program has related it to, until a flush has written that, and else
//! what the instance says by itself. Whoever came later counts.

use smallvec::SmallVec;

use crate::entity::{InsertRow, InstanceId, Mapper, RelationshipInfo};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::state::RelationshipState;
use crate::sql::value::Value;

/// The columns of a foreign key, and those that they refer to, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ForeignKeyColumns {
    pub(crate) own: &'static [&'static str],
    pub(crate) referred: &'static [&'static str],
}

impl RelationshipInfo {
    /// The foreign key behind a relationship that needs no association table, whichever side it stands on.
    pub(crate) const fn foreign_key(&self) -> ForeignKeyColumns {
        if self.kind.is_many_to_one() {
            ForeignKeyColumns { own: self.local, referred: self.remote }
        } else {
            ForeignKeyColumns { own: self.remote, referred: self.local }
        }
    }
}

/// What the program has related a foreign key to, until a flush has written it.
#[derive(Clone, Debug)]
pub(crate) struct PendingForeignKey {
    pub(crate) columns: ForeignKeyColumns,
    /// Whom it is to refer to; `None` for NULL.
    pub(crate) parent: Option<InstanceId>,
    /// What the instance said by itself at that time: where it says something else by now, it was written to since.
    own: OwnForeignKey,
}

impl PendingForeignKey {
    pub(crate) fn new(
        identity_map: &IdentityMap,
        child: InstanceId,
        columns: ForeignKeyColumns,
        parent: Option<InstanceId>,
    ) -> Self {
        Self { columns, parent, own: OwnForeignKey::of(identity_map, child, columns) }
    }

    /// Whether it still counts for an instance that says this by itself.
    pub(crate) fn counts(&self, own: &OwnForeignKey) -> bool {
        self.own == *own
    }
}

/// What an instance says of one of its foreign keys by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OwnForeignKey {
    /// An insert struct names another instance.
    Handle(InstanceId),
    /// The values of the columns: `None` for one that an insert struct leaves to the database.
    Values(SmallVec<[Option<Value>; 1]>),
}

impl OwnForeignKey {
    pub(crate) fn of(identity_map: &IdentityMap, child: InstanceId, columns: ForeignKeyColumns) -> Self {
        let store = identity_map.store(child);
        if identity_map.state(child) == State::Pending {
            match store.contents.new_values(child.slot) {
                Some(row) => Self::of_new(store.mapper, &row, columns),
                None => Self::of_row(store.mapper, &[], columns),
            }
        } else {
            Self::of_row(store.mapper, &store.contents.values(child.slot), columns)
        }
    }

    fn of_new(mapper: &Mapper, row: &InsertRow, columns: ForeignKeyColumns) -> Self {
        let positions: SmallVec<[usize; 1]> = columns.own.iter().map(|name| mapper.position(name)).collect();
        let handle = row.handles().iter().find(|(column, _)| positions[..] == [usize::from(*column)]);
        if let Some((_, parent)) = handle {
            return Self::Handle(*parent);
        }
        let cell = |at: &usize| row.cells().iter().find(|(column, _)| usize::from(*column) == *at);
        Self::Values(positions.iter().map(|at| cell(at).map(|(_, value)| value.clone())).collect())
    }

    fn of_row(mapper: &Mapper, values: &[Value], columns: ForeignKeyColumns) -> Self {
        Self::Values(columns.own.iter().map(|name| values.get(mapper.position(name)).cloned()).collect())
    }
}

/// A column that gets its value from another instance, or becomes NULL, whatever the instance says by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RelatedColumn {
    pub(crate) column: usize,
    /// The instance, and the position of the column that is referred to.
    pub(crate) parent: Option<(InstanceId, usize)>,
}

/// The related columns of a new row that is to be inserted with these values.
pub(crate) fn related_columns_of_new(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
    row: &InsertRow,
) -> Result<SmallVec<[RelatedColumn; 2]>> {
    let mapper = identity_map.mapper(child);
    let pending = pending(relationships, child, |columns| OwnForeignKey::of_new(mapper, row, columns));
    let mut related = SmallVec::new();
    for &(column, parent) in row.handles() {
        let column = usize::from(column);
        let is_related = |key: &&PendingForeignKey| key.columns.own.iter().any(|name| mapper.position(name) == column);
        if !pending.iter().any(is_related) {
            let parent_column = parent_mapper(identity_map, child, parent)?.key[0];
            related.push(RelatedColumn { column, parent: Some((parent, parent_column)) });
        }
    }
    add_pending(identity_map, child, &pending, &mut related)?;
    Ok(related)
}

/// The related columns of a row that has these values.
pub(crate) fn related_columns_of_row(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
    values: &[Value],
) -> Result<SmallVec<[RelatedColumn; 2]>> {
    let mapper = identity_map.mapper(child);
    let pending = pending(relationships, child, |columns| OwnForeignKey::of_row(mapper, values, columns));
    let mut related = SmallVec::new();
    add_pending(identity_map, child, &pending, &mut related)?;
    Ok(related)
}

/// The foreign key that an instance has lost because it was related to none.
pub(crate) fn lost_key(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
) -> Option<ForeignKeyColumns> {
    let lost = relationships.of(child).iter().filter(|key| key.parent.is_none());
    let mut counting = lost.filter(|key| key.counts(&OwnForeignKey::of(identity_map, child, key.columns)));
    counting.next().map(|key| key.columns)
}

/// What the program has related the foreign keys of an instance to, as far as that still counts.
fn pending(
    relationships: &RelationshipState,
    child: InstanceId,
    own: impl Fn(ForeignKeyColumns) -> OwnForeignKey,
) -> SmallVec<[&PendingForeignKey; 2]> {
    relationships.of(child).iter().filter(|key| key.counts(&own(key.columns))).collect()
}

fn add_pending(
    identity_map: &IdentityMap,
    child: InstanceId,
    pending: &[&PendingForeignKey],
    related: &mut SmallVec<[RelatedColumn; 2]>,
) -> Result<()> {
    let mapper = identity_map.mapper(child);
    for key in pending {
        let parent = match key.parent {
            Some(parent) => Some((parent, parent_mapper(identity_map, child, parent)?)),
            None => None,
        };
        for (own, referred) in key.columns.own.iter().zip(key.columns.referred) {
            let parent = parent.map(|(parent, of)| (parent, of.position(referred)));
            related.push(RelatedColumn { column: mapper.position(own), parent });
        }
    }
    Ok(())
}

/// The entity of an instance that another refers to, which has to be in this session.
fn parent_mapper(identity_map: &IdentityMap, child: InstanceId, parent: InstanceId) -> Result<&'static Mapper> {
    identity_map.check_referred(parent, identity_map.mapper(child).name)?;
    Ok(identity_map.mapper(parent))
}

impl IdentityMap {
    /// Refuses an instance that a row of `table` refers to, if it has no row and will have none.
    pub(crate) fn check_referred(&self, id: InstanceId, table: &str) -> Result<()> {
        match self.state(id) {
            State::Pending | State::Persistent => Ok(()),
            State::Deleted | State::Detached => {
                Err(self.detached(id, &format!("a row that one of `{table}` refers to")))
            }
        }
    }
}
