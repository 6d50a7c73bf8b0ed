//! What relationships lead to, without types: in memory as far as it is known there, from the database else.

use super::Session;
use super::key::Key;
use super::loading::{equals, select_all};
use super::mapper::{Mapper, Related};
use super::references::Reference;
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::InstanceId;
use crate::relationship::{Cascade, RelationshipInfo, RelationshipKind, SecondaryInfo};
use crate::sql::ast::{BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Node, OrderKey, TableRef};
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
        if let Some(members) = self.references.collection(id, info) {
            return Ok(members.clone());
        }
        if info.write_only {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{}.{}` is write-only, because it may be large: select from it with a condition",
                    self.instances.mapper(id).name,
                    info.name
                ),
            ));
        }
        self.autoflush()?;
        let mut members = if self.instances.state(id) == State::Pending {
            Vec::new()
        } else {
            self.reload_expired(id)?;
            self.select_collection(id, info, target)?
        };
        self.adjust(id, info, target, &mut members)?;
        self.references.keep(id, info, members.clone());
        Ok(members)
    }

    /// A many-to-one: from the identity map, if the row is there.
    fn related_parent(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        if let Some(known) = self.references.collection(id, info) {
            return Ok(known.clone());
        }
        self.reload_expired(id)?;
        let values = match self.parent_of(id, info.local, info.remote, target)? {
            Parent::None => return Ok(Vec::new()),
            Parent::Instance(parent) => return Ok(vec![parent]),
            Parent::Row(values) => values,
        };
        self.autoflush()?;
        let mapper = self.instances.stores[usize::from(target)].mapper;
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
        if let Some(reference) = self.references.get(child, columns) {
            return Ok(reference.parent.map_or(Parent::None, Parent::Instance));
        }
        let store = self.instances.store(child);
        let positions = columns.iter().map(|name| store.mapper.position(name));
        let values: Vec<Value> = if self.instances.state(child) == State::Pending {
            let Some(row) = store.contents.new_values(child.slot) else { return Ok(Parent::None) };
            let (cells, handles) = row.into_parts();
            let positions: Vec<usize> = positions.collect();
            if let Some((_, parent)) = handles.iter().find(|(column, _)| positions == [usize::from(*column)]) {
                if self.instances.state(*parent) == State::Detached {
                    let table = store.mapper.name;
                    return Err(self.instances.detached(*parent, &format!("a row that one of `{table}` refers to")));
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
        let mapper = self.instances.stores[usize::from(store)].mapper;
        let key: Option<Vec<&Value>> = mapper
            .key
            .iter()
            .map(|&at| columns.iter().position(|column| *column == mapper.columns[at]).and_then(|at| values.get(at)))
            .collect();
        let key = key.filter(|key| key.len() == columns.len())?;
        let id = self.instances.find(store, &Key::of(key))?;
        (self.instances.state(id) == State::Persistent).then_some(id)
    }

    /// What the database says of a collection.
    fn select_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        let own = self.instances.mapper(id);
        let values = self.instances.store(id).stored_values(id.slot);
        let values = info.local.iter().map(|name| values[own.position(name)].clone());
        let mapper = self.instances.stores[usize::from(target)].mapper;
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
        let found = self.select_instances(target, &select)?;
        // Rows that this flush deletes are not members any more.
        Ok(found.into_iter().filter(|member| !self.is_doomed(*member)).collect())
    }

    /// A collection that is read for a delete only.
    pub(crate) fn load_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: u16,
    ) -> Result<Vec<InstanceId>> {
        let mut members = self.select_collection(id, info, target)?;
        self.adjust(id, info, target, &mut members)?;
        Ok(members)
    }

    /// Collections that were read get an instance whose foreign keys name their holders.
    pub(crate) fn enter_collections(&mut self, child: InstanceId) {
        for &(info, target) in (self.instances.mapper(child).relationships)() {
            if info.kind.is_many_to_one() {
                let target = self.instances.store_of(target());
                if let Ok(Parent::Instance(parent)) = self.parent_of(child, info.local, info.remote, target) {
                    self.enter(child, parent, info);
                }
            }
        }
    }

    /// Collections that an instance is in are read anew: its foreign keys are about to be changed as columns.
    pub(crate) fn forget_collections_with(&mut self, child: InstanceId) {
        for &(info, target) in (self.instances.mapper(child).relationships)() {
            if info.kind.is_many_to_one() {
                let target = self.instances.store_of(target());
                if let Ok(Parent::Instance(parent)) = self.parent_of(child, info.local, info.remote, target)
                    && let Some(inverse) = Mapper::inverse(info, self.instances.mapper(parent))
                {
                    self.references.forget_one(parent, inverse);
                }
            }
        }
    }

    /// After a row was updated: collections follow foreign keys that were changed as plain columns.
    pub(crate) fn follow_foreign_keys(&mut self, child: InstanceId, before: &[Value]) {
        let mapper = self.instances.mapper(child);
        for &(info, target) in (mapper.relationships)() {
            if !info.kind.is_many_to_one() {
                continue;
            }
            let was: Vec<Value> = info.local.iter().map(|name| before[mapper.position(name)].clone()).collect();
            let now = self.instances.values(child);
            if !info.local.iter().zip(&was).all(|(name, was)| now.get(mapper.position(name)) == Some(was)) {
                self.references.forget_one(child, info);
            }
            let target = self.instances.store_of(target());
            let parent = self.instance_with(target, info.remote, &was);
            let is = match self.parent_of(child, info.local, info.remote, target) {
                Ok(Parent::Instance(parent)) => Some(parent),
                _ => None,
            };
            if parent != is {
                if let Some(parent) = parent {
                    self.leave(child, parent, info);
                }
                if let Some(parent) = is {
                    self.enter(child, parent, info);
                }
            }
        }
    }

    pub(crate) fn is_doomed(&self, id: InstanceId) -> bool {
        self.instances.store(id).head(id.slot).is_some_and(|head| head.is_doomed)
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
            self.references.adjust_links(id, info, members);
            return Ok(());
        }
        if !self.has_changes() {
            return Ok(());
        }
        let store = &self.instances.stores[usize::from(target)];
        let pending = store.pending().map(|slot| self.instances.id_at(target, slot));
        let touched = store.touched().map(|(slot, _)| self.instances.id_at(target, slot));
        let related = self.references.children().filter(|child| child.store == target);
        let mut candidates: Vec<InstanceId> = pending.chain(touched).chain(related).collect();
        candidates.sort_unstable();
        candidates.dedup();
        for child in candidates {
            let parent = self.parent_of(child, info.remote, info.local, id.store)?;
            let belongs = matches!(parent, Parent::Instance(parent) if parent == id) && !self.is_doomed(child);
            let is_member = members.contains(&child);
            if belongs && !is_member {
                members.push(child);
            } else if !belongs && is_member {
                members.retain(|member| *member != child);
            }
        }
        Ok(())
    }

    /// Lets a relationship to one row lead to another.
    pub(crate) fn relate_instances(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        other: Option<InstanceId>,
    ) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.kind.is_many_to_one() {
            return self.refer(id, info.local, info.remote, other);
        }
        // A one-to-one from the side that is referred to: whoever was there leaves.
        let (_, mapper) = *self.related_entity(id, info)?;
        let target = self.instances.store_of(mapper());
        for before in self.related_instances(id, info, target)? {
            if Some(before) != other {
                self.refer(before, info.remote, info.local, None)?;
            }
        }
        match other {
            Some(other) => self.refer(other, info.remote, info.local, Some(id)),
            None => Ok(()),
        }
    }

    /// Adds an instance to a collection.
    pub(crate) fn append_instance(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        member: InstanceId,
    ) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.secondary.is_none() {
            return self.refer(member, info.remote, info.local, Some(id));
        }
        self.read_links(id, info, member)?;
        let inverse = Mapper::inverse(info, self.instances.mapper(member));
        self.references.link(info, inverse, id, member);
        Ok(())
    }

    /// Takes an instance out of a collection.
    pub(crate) fn remove_instance(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        member: InstanceId,
    ) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.secondary.is_some() {
            self.read_links(id, info, member)?;
            if self.references.collection(id, info).is_some_and(|members| !members.contains(&member)) {
                return Err(self.no_member(id, info));
            }
            let inverse = Mapper::inverse(info, self.instances.mapper(member));
            self.references.unlink(info, inverse, id, member);
            if info.cascade.contains(&Cascade::DeleteOrphan) {
                self.delete_with_cascade(member)?;
            }
            return Ok(());
        }
        match self.parent_of(member, info.remote, info.local, id.store)? {
            Parent::Instance(parent) if parent == id => self.refer(member, info.remote, info.local, None),
            _ => Err(self.no_member(id, info)),
        }
    }

    /// Reads a many-to-many collection before it is changed, as SQLAlchemy does: who is a member already is not added
    /// again, and who is none cannot be removed. One that is large is not read.
    fn read_links(&mut self, id: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<()> {
        let are_rows = [id, member].iter().all(|id| self.instances.state(*id) == State::Persistent);
        if are_rows && !info.write_only && self.references.collection(id, info).is_none() {
            let target = member.store;
            let members = self.load_collection(id, info, target)?;
            self.references.keep(id, info, members);
        }
        Ok(())
    }

    /// Lets the foreign key of an instance lead to another; collections that were read follow.
    pub(crate) fn refer(
        &mut self,
        child: InstanceId,
        columns: &'static [&'static str],
        parent_columns: &'static [&'static str],
        parent: Option<InstanceId>,
    ) -> Result<()> {
        self.reload_expired(child)?;
        if let Some(parent) = parent {
            self.reload_expired(parent)?;
        }
        let sides = self.sides(child, columns);
        for &(one, target) in &sides {
            // What was read of it, where it cannot be found by its key.
            self.references.forget_one(child, one);
            let target = self.instances.store_of(target());
            // A handle that leads nowhere is mended by this, and no error.
            if let Ok(Parent::Instance(before)) = self.parent_of(child, columns, one.remote, target) {
                self.leave(child, before, one);
                if one.cascade.contains(&Cascade::DeleteOrphan) && Some(before) != parent {
                    self.delete_with_cascade(before)?;
                }
            }
        }
        self.point(child, columns, parent_columns, parent)?;
        if let Some(parent) = parent {
            for &(one, _) in &sides {
                self.enter(child, parent, one);
            }
        }
        Ok(())
    }

    /// Changes the foreign key in the row where that can be done now; else the flush does it.
    fn point(
        &mut self,
        child: InstanceId,
        columns: &'static [&'static str],
        parent_columns: &'static [&'static str],
        parent: Option<InstanceId>,
    ) -> Result<()> {
        let mapper = self.instances.mapper(child);
        let positions: Vec<usize> = columns.iter().map(|name| mapper.position(name)).collect();
        let is_row = self.instances.state(child) == State::Persistent;
        let values: Option<Vec<Value>> = match parent {
            Some(parent) if self.instances.state(parent) == State::Persistent => {
                let (row, of) = (self.instances.values(parent), self.instances.mapper(parent));
                Some(parent_columns.iter().map(|name| row[of.position(name)].clone()).collect())
            }
            Some(_) => None,
            // An orphan may have to be deleted, and a key that is NOT NULL cannot be NULL in memory either.
            None if self.is_orphaned_by_null(child, columns) => None,
            None => positions.iter().all(|at| mapper.is_nullable(*at)).then(|| {
                let row = self.instances.values(child);
                positions
                    .iter()
                    .map(|at| Value::Null(row.get(*at).map_or(crate::sql::value::Kind::Unknown, Value::kind)))
                    .collect()
            }),
        };
        match values {
            Some(values) if is_row => {
                self.references.unset(child, columns);
                let changes: Vec<(usize, Value)> = positions.into_iter().zip(values).collect();
                self.instances.store_mut(child).set(child.slot, &changes)
            }
            _ => {
                self.references.set(child, Reference { columns, parent, parent_columns });
                Ok(())
            }
        }
    }

    /// The many-to-one relationships of a foreign key.
    pub(crate) fn sides(&self, child: InstanceId, columns: &[&str]) -> Vec<Related> {
        let own = (self.instances.mapper(child).relationships)();
        own.iter().filter(|(info, _)| info.kind.is_many_to_one() && info.local == columns).copied().collect()
    }

    /// The collection at the other end forgets a member.
    pub(crate) fn leave(&mut self, child: InstanceId, parent: InstanceId, many_to_one: &'static RelationshipInfo) {
        self.references.forget_one(child, many_to_one);
        if let Some(inverse) = Mapper::inverse(many_to_one, self.instances.mapper(parent)) {
            for members in self.references.collections_mut(parent, inverse) {
                members.retain(|member| *member != child);
            }
        }
    }

    /// The collection at the other end, if it was read, gets a member.
    pub(crate) fn enter(&mut self, child: InstanceId, parent: InstanceId, many_to_one: &'static RelationshipInfo) {
        self.references.forget_one(child, many_to_one);
        if let Some(inverse) = Mapper::inverse(many_to_one, self.instances.mapper(parent)) {
            for members in self.references.collections_mut(parent, inverse) {
                if !members.contains(&child) {
                    members.push(child);
                }
            }
        }
    }

    /// What is known of the entity at the other end.
    pub(crate) fn related_entity(&self, id: InstanceId, info: &RelationshipInfo) -> Result<&'static Related> {
        let mapper = self.instances.mapper(id);
        mapper.related(info).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("`{}.{}` leads to a table without a primary key", mapper.name, info.name),
            )
        })
    }

    /// Refuses instances that are deleted or not here.
    pub(crate) fn check_writable(&self, id: InstanceId, entity: &'static str) -> Result<()> {
        match self.instances.check(id, entity)? {
            State::Deleted => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the row of `{entity}` was deleted: it cannot be related to others"),
            )),
            _ => Ok(()),
        }
    }

    fn refuse_viewonly(&self, id: InstanceId, info: &RelationshipInfo) -> Result<()> {
        if !info.viewonly {
            return Ok(());
        }
        let message = format!(
            "`{}.{}` is declared `viewonly`: nothing is written through it",
            self.instances.mapper(id).name,
            info.name
        );
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }

    fn no_member(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.instances.mapper(id).name;
        Error::new(ErrorKind::InvalidRequest, format!("the instance is not in this collection `{table}.{}`", info.name))
    }

    /// The row that a NOT NULL key names is not there.
    pub(crate) fn gone(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.instances.mapper(id).name;
        Error::new(
            ErrorKind::StaleData,
            format!("`{table}.{}` leads to a row of `{}` that is not there", info.name, info.target),
        )
    }

    /// Expired values are read before they are followed.
    pub(crate) fn reload_expired(&mut self, id: InstanceId) -> Result<()> {
        let is_expired = self.instances.store(id).head(id.slot).is_some_and(|head| head.is_expired);
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

/// The order that the schema file gives a collection.
pub(crate) fn order_by(source: &'static str, info: &RelationshipInfo) -> Vec<OrderKey> {
    let keys = info.order_by.iter().map(|(column, descending)| OrderKey {
        node: Node::Column(ColumnRef { source, name: column }),
        descending: *descending,
        nulls: None,
    });
    keys.collect()
}
