//! Changing where an instance belongs: foreign keys, rows of association tables, and the collections of both sides.

use crate::entity::{Cascade, InstanceId, Mapper, Related, RelationshipInfo, RelationshipKind};
use crate::error::{Error, ErrorKind, Result};
use crate::session::changes::graph::Graph;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::relationship::foreign_key::{ForeignKeyColumns, PendingForeignKey};
use crate::session::relationship::members::Members;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::sql::value::{Kind, Value};

impl Graph<'_> {
    /// Lets a relationship to one row lead to another.
    pub(crate) fn relate(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        other: Option<InstanceId>,
    ) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.kind.is_many_to_one() {
            if let Some(other) = other {
                self.refuse_second_parent(id, info, other)?;
                self.vacate(id, info, other)?;
            }
            return self.refer(id, info.foreign_key(), other);
        }
        // A one-to-one from the side that is referred to: whoever was there leaves.
        let (_, mapper) = *self.related_entity(id, info)?;
        let target = self.loader.identity_map.store_of(mapper());
        for before in self.loader.related(id, info, target)? {
            if Some(before) != other && !self.loader.identity_map.is_marked_deleted(before) {
                self.refer(before, info.foreign_key(), None)?;
            }
        }
        match other {
            Some(other) => self.refer(other, info.foreign_key(), Some(id)),
            None => Ok(()),
        }
    }

    /// In a one-to-one, whoever is known to be there leaves.
    fn vacate(&mut self, id: InstanceId, info: &'static RelationshipInfo, parent: InstanceId) -> Result<()> {
        let inverse = Mapper::inverse(info, self.loader.identity_map.mapper(parent));
        let Some(inverse) = inverse.filter(|inverse| inverse.kind == RelationshipKind::OneToOne) else { return Ok(()) };
        let known = self.loader.relationships.collection(parent, inverse).map(Members::to_vec).unwrap_or_default();
        for before in known.into_iter().filter(|before| *before != id) {
            self.refer(before, info.foreign_key(), None)?;
        }
        Ok(())
    }

    /// Adds an instance to a collection.
    pub(crate) fn append(&mut self, id: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.secondary.is_none() {
            return self.refer(member, info.foreign_key(), Some(id));
        }
        self.read_links(id, info, member)?;
        self.refuse_second_parent(id, info, member)?;
        let inverse = Mapper::inverse(info, self.loader.identity_map.mapper(member));
        self.loader.relationships.link(info, inverse, id, member);
        Ok(())
    }

    /// Takes an instance out of a collection.
    pub(crate) fn remove(&mut self, id: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.secondary.is_some() {
            self.read_links(id, info, member)?;
            if self.loader.relationships.is_member(id, info, member) == Some(false) {
                return Err(self.no_member(id, info));
            }
            let inverse = Mapper::inverse(info, self.loader.identity_map.mapper(member));
            self.loader.relationships.unlink(info, inverse, id, member);
            if self.loader.relationships.cascaded.contains(member) {
                self.spare_moved(vec![member]);
            }
            if info.cascade.contains(&Cascade::DeleteOrphan) {
                self.delete(member)?;
            }
            return Ok(());
        }
        match parent_of(self.loader.identity_map, self.loader.relationships, member, info.foreign_key(), id.store)? {
            Parent::Instance(parent) if parent == id => self.refer(member, info.foreign_key(), None),
            _ => Err(self.no_member(id, info)),
        }
    }

    /// Reads a many-to-many collection before it is changed, as SQLAlchemy does: who is a member already is not added
    /// again, and who is none cannot be removed. One that is large is not read.
    fn read_links(&mut self, id: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<()> {
        let are_rows = [id, member].iter().all(|id| self.loader.identity_map.state(*id) == State::Persistent);
        if are_rows && !info.write_only && self.loader.relationships.collection(id, info).is_none() {
            let target = member.store;
            let members = self.loader.collection_once(id, info, target)?;
            self.loader.relationships.keep(id, info, members);
        }
        Ok(())
    }

    /// Lets the foreign key of an instance lead to another; collections that were read follow.
    pub(crate) fn refer(
        &mut self,
        child: InstanceId,
        columns: ForeignKeyColumns,
        parent: Option<InstanceId>,
    ) -> Result<()> {
        self.loader.reload_expired(child)?;
        if let Some(parent) = parent {
            self.loader.reload_expired(parent)?;
        }
        let sides = self.sides(child, columns.own);
        for &(one, target) in &sides {
            // What was read of it, where it cannot be found by its key.
            self.loader.relationships.forget_one(child, one);
            let target = self.loader.identity_map.store_of(target());
            // A handle that leads nowhere is mended by this, and no error.
            let before =
                parent_of(self.loader.identity_map, self.loader.relationships, child, one.foreign_key(), target);
            if let Ok(Parent::Instance(before)) = before {
                backref::leave(self.loader.identity_map, self.loader.relationships, child, before, one);
                if one.cascade.contains(&Cascade::DeleteOrphan) && Some(before) != parent {
                    self.delete(before)?;
                }
            }
        }
        backref::leave_former_parents(self.loader.identity_map, self.loader.relationships, child, columns.own, &sides);
        // What has never had a parent does not lose one.
        if parent.is_some() || self.has_parent(child, columns, &sides)? {
            self.set_foreign_key(child, columns, parent)?;
        }
        if let Some(parent) = parent {
            for &(one, _) in &sides {
                backref::enter(self.loader.identity_map, self.loader.relationships, child, parent, one);
            }
        }
        if self.loader.relationships.cascaded.contains(child) {
            self.spare_moved(vec![child]);
        }
        Ok(())
    }

    /// Writes a foreign key into the row where its values are known and may stand there; else the flush does that.
    fn set_foreign_key(
        &mut self,
        child: InstanceId,
        columns: ForeignKeyColumns,
        parent: Option<InstanceId>,
    ) -> Result<()> {
        if self.loader.identity_map.state(child) == State::Persistent
            && let Some(changes) = self.foreign_key_values(child, columns, parent)
        {
            self.loader.relationships.unset(child, columns.own);
            return self.loader.identity_map.store_mut(child).set(child.slot, &changes);
        }
        let pending = PendingForeignKey::new(self.loader.identity_map, child, columns, parent);
        self.loader.relationships.set(child, pending);
        Ok(())
    }

    /// The values of a foreign key of a row, by their columns; `None` where only the flush can tell what becomes of it.
    fn foreign_key_values(
        &self,
        child: InstanceId,
        columns: ForeignKeyColumns,
        parent: Option<InstanceId>,
    ) -> Option<Vec<(usize, Value)>> {
        let mapper = self.loader.identity_map.mapper(child);
        let own = columns.own.iter().map(|name| mapper.position(name));
        if let Some(parent) = parent {
            let is_row = self.loader.identity_map.state(parent) == State::Persistent;
            let (row, of) = (self.loader.identity_map.values(parent), self.loader.identity_map.mapper(parent));
            let values = columns.referred.iter().map(|name| row[of.position(name)].clone());
            return is_row.then(|| own.zip(values).collect());
        }
        // An orphan may have to be deleted, and a key that is NOT NULL cannot be NULL in memory either.
        if self.is_orphaned_by_null(child, columns.own) || !own.clone().all(|at| mapper.is_nullable(at)) {
            return None;
        }
        let row = self.loader.identity_map.values(child);
        Some(own.map(|at| (at, Value::Null(row.get(at).map_or(Kind::Unknown, Value::kind)))).collect())
    }

    /// Whether a foreign key leads anywhere, or did before the flush that is to come.
    fn has_parent(&mut self, child: InstanceId, columns: ForeignKeyColumns, sides: &[Related]) -> Result<bool> {
        if self.loader.relationships.pending(child, columns.own).is_some() {
            return Ok(true);
        }
        let Some((_, target)) = sides.first() else { return Ok(true) };
        let target = self.loader.identity_map.store_of(target());
        let parent = parent_of(self.loader.identity_map, self.loader.relationships, child, columns, target)?;
        Ok(!matches!(parent, Parent::None))
    }

    /// The many-to-one relationships of a foreign key.
    pub(crate) fn sides(&self, child: InstanceId, columns: &[&str]) -> Vec<Related> {
        let own = self.loader.identity_map.mapper(child).relationships;
        own.iter().filter(|(info, _)| info.kind.is_many_to_one() && info.local == columns).copied().collect()
    }

    /// What is known of the entity at the other end.
    pub(crate) fn related_entity(&self, id: InstanceId, info: &RelationshipInfo) -> Result<&'static Related> {
        let mapper = self.loader.identity_map.mapper(id);
        mapper.related(info).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("`{}.{}` leads to a table without a primary key", mapper.name, info.name),
            )
        })
    }

    fn refuse_viewonly(&self, id: InstanceId, info: &RelationshipInfo) -> Result<()> {
        if !info.viewonly {
            return Ok(());
        }
        let message = format!(
            "`{}.{}` is declared `viewonly`: nothing is written through it",
            self.loader.identity_map.mapper(id).name,
            info.name
        );
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }

    fn no_member(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.loader.identity_map.mapper(id).name;
        Error::new(ErrorKind::InvalidRequest, format!("the instance is not in this collection `{table}.{}`", info.name))
    }
}
