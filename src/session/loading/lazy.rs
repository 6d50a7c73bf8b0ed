//! What relationships lead to, without types: in memory as far as it is known there, from the database else.

use crate::entity::{InstanceId, Key, Mapper, Related, RelationshipInfo, RelationshipKind, SecondaryInfo};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::loading::selects::{equals, order_by, select_all};
use crate::sql::ast::{BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Node, TableRef};
use crate::sql::value::Value;

impl RelationshipKind {
    /// Whether this side holds the foreign key.
    pub(crate) const fn is_many_to_one(self) -> bool {
        matches!(self, Self::ManyToOne | Self::OptionalManyToOne)
    }
}

impl Mapper {
    /// The relationship at the other end of one of this entity's.
    pub(crate) fn inverse(info: &RelationshipInfo, target: &'static Self) -> Option<&'static RelationshipInfo> {
        let name = info.back_populates?;
        (target.relationships)().iter().map(|(inverse, _)| *inverse).find(|inverse| inverse.name == name)
    }

    /// What is known of the other end of a relationship.
    pub(crate) fn related(&self, info: &RelationshipInfo) -> Option<&'static Related> {
        (self.relationships)().iter().find(|(own, _)| own.name == info.name)
    }
}

/// Where a foreign key leads.
pub(crate) enum Parent {
    /// Nowhere: it is NULL.
    None,
    /// To an instance of this session.
    Instance(InstanceId),
    /// To a row that is not in the session, by the values of the columns that are referred to.
    Row(Vec<Value>),
}

impl Session {
    /// The instances that a relationship leads to.
    pub(crate) fn related_instances(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        if info.kind.is_many_to_one() {
            return self.related_parent(id, info, target);
        }
        if let Some(members) = self.relationships.collection(id, info) {
            return Ok(members.clone());
        }
        if info.write_only {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{}.{}` is write-only, because it may be large: select from it with a condition",
                    self.identity_map.mapper(id).name,
                    info.name
                ),
            ));
        }
        self.autoflush()?;
        let mut members = if self.identity_map.state(id) == State::Pending {
            Vec::new()
        } else {
            self.reload_expired(id)?;
            self.select_collection(id, info, target)?
        };
        self.adjust(id, info, target, &mut members)?;
        self.relationships.keep(id, info, members.clone());
        Ok(members)
    }

    /// A many-to-one: from the identity map, if the row is there.
    fn related_parent(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        if let Some(known) = self.relationships.collection(id, info) {
            return Ok(known.clone());
        }
        self.reload_expired(id)?;
        let values = match self.parent_of(id, info.local, info.remote, target)? {
            Parent::None => return Ok(Vec::new()),
            Parent::Instance(parent) => return Ok(vec![parent]),
            Parent::Row(values) => values,
        };
        self.autoflush()?;
        let mapper = self.identity_map.stores[usize::from(target)].mapper;
        let mut select = select_all(mapper);
        select.filter = info.remote.iter().zip(values).map(|(column, value)| equals(mapper, column, value)).collect();
        self.select_instances(target, &select)
    }

    /// Where the foreign key of an instance leads, as far as memory knows.
    pub(crate) fn parent_of(
        &self,
        child: InstanceId,
        columns: &'static [&'static str],
        parent_columns: &'static [&'static str],
        target: u16,
    ) -> Result<Parent> {
        if let Some(reference) = self.relationships.get(child, columns) {
            return Ok(reference.parent.map_or(Parent::None, Parent::Instance));
        }
        let store = self.identity_map.store(child);
        let positions = columns.iter().map(|name| store.mapper.position(name));
        let values: Vec<Value> = if self.identity_map.state(child) == State::Pending {
            let Some(row) = store.contents.new_values(child.slot) else { return Ok(Parent::None) };
            let (cells, handles) = row.into_parts();
            let positions: Vec<usize> = positions.collect();
            if let Some((_, parent)) = handles.iter().find(|(column, _)| positions == [usize::from(*column)]) {
                if self.identity_map.state(*parent) == State::Detached {
                    let table = store.mapper.name;
                    return Err(self.identity_map.detached(*parent, &format!("a row that one of `{table}` refers to")));
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
        Ok(self.instance_with(target, parent_columns, &values).map_or(Parent::Row(values), Parent::Instance))
    }

    /// The instance in memory that has these values in these columns, if the columns are its key.
    pub(crate) fn instance_with(&self, store: u16, columns: &[&str], values: &[Value]) -> Option<InstanceId> {
        let mapper = self.identity_map.stores[usize::from(store)].mapper;
        let key: Option<Vec<&Value>> = mapper
            .key
            .iter()
            .map(|&at| columns.iter().position(|column| *column == mapper.columns[at]).and_then(|at| values.get(at)))
            .collect();
        let key = key.filter(|key| key.len() == columns.len())?;
        let id = self.identity_map.find(store, &Key::of(key))?;
        (self.identity_map.state(id) == State::Persistent).then_some(id)
    }

    /// What the database says of a collection.
    fn select_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        let own = self.identity_map.mapper(id);
        let values = self.identity_map.store(id).stored_values(id.slot);
        let values = info.local.iter().map(|name| values[own.position(name)].clone());
        let mapper = self.identity_map.stores[usize::from(target)].mapper;
        let mut select = select_all(mapper);
        match &info.secondary {
            None => {
                let pairs = info.remote.iter().zip(values);
                select.filter = pairs.map(|(column, value)| is(value, mapper.name, column)).collect();
            }
            Some(secondary) => {
                select.joins.push(association(mapper, secondary, info.remote));
                let pairs = secondary.local.iter().zip(values);
                select.filter = pairs.map(|(column, value)| is(value, secondary.alias, column)).collect();
            }
        }
        select.order_by = order_by(mapper.name, info);
        self.select_instances(target, &select)
    }

    /// A collection that is read for a delete only.
    pub(crate) fn load_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        let mut members = match self.identity_map.state(id) {
            State::Pending => Vec::new(),
            _ => self.select_collection(id, info, target)?,
        };
        self.adjust(id, info, target, &mut members)?;
        Ok(members)
    }

    pub(crate) fn is_marked_deleted(&self, id: InstanceId) -> bool {
        self.identity_map.store(id).head(id.slot).is_some_and(|head| head.is_marked_deleted)
    }

    /// Brings a collection that the database has told up to what was not flushed yet.
    pub(crate) fn adjust(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
        members: &mut Vec<InstanceId>,
    ) -> Result<()> {
        if info.secondary.is_some() {
            self.relationships.adjust_links(id, info, members);
            return Ok(());
        }
        if !self.has_changes() {
            return Ok(());
        }
        let store = &self.identity_map.stores[usize::from(target)];
        let pending = store.pending().map(|slot| self.identity_map.id_at(target, slot));
        let touched = store.touched().map(|(slot, _)| self.identity_map.id_at(target, slot));
        let related = self.relationships.children().filter(|child| child.store == target);
        let mut candidates: Vec<InstanceId> = pending.chain(touched).chain(related).collect();
        candidates.sort_unstable();
        candidates.dedup();
        for child in candidates {
            let parent = self.parent_of(child, info.remote, info.local, id.store)?;
            let belongs = matches!(parent, Parent::Instance(parent) if parent == id);
            let is_member = members.contains(&child);
            if belongs && !is_member {
                members.push(child);
            } else if !belongs && is_member {
                members.retain(|member| *member != child);
            }
        }
        Ok(())
    }

    /// The row that a NOT NULL key names is not there.
    pub(crate) fn gone(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.identity_map.mapper(id).name;
        Error::new(
            ErrorKind::StaleData,
            format!("`{table}.{}` leads to a row of `{}` that is not there", info.name, info.target),
        )
    }

    /// Expired values are read before they are followed.
    pub(crate) fn reload_expired(&mut self, id: InstanceId) -> Result<()> {
        let is_expired = self.identity_map.store(id).head(id.slot).is_some_and(|head| head.is_expired);
        if is_expired { self.reload(id) } else { Ok(()) }
    }
}

/// `? = table.column`, as SQLAlchemy writes it.
fn is(value: Value, source: &'static str, column: &'static str) -> Node {
    let column = Node::Column(ColumnRef { source, name: column });
    Node::Binary(BinaryOperator::Equal, std::sync::Arc::new([Node::Bind(value), column]))
}

/// `JOIN association AS alias ON …`
fn association(mapper: &'static Mapper, secondary: &SecondaryInfo, remote: &'static [&'static str]) -> Join {
    let table = TableRef { schema: secondary.schema, name: secondary.table };
    let pairs = remote.iter().zip(secondary.remote);
    let on = crate::query::equalities(pairs.map(|(target, own)| {
        (ColumnRef { source: mapper.name, name: target }, ColumnRef { source: secondary.alias, name: own })
    }));
    Join { kind: JoinKind::Inner, item: FromItem::Alias(table, secondary.alias), on: Some(on) }
}
