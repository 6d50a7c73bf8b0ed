//! Changing where an instance belongs: foreign keys, rows of association tables, and the collections of both sides.

use crate::entity::{Cascade, InstanceId, Mapper, Related, RelationshipInfo, RelationshipKind};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::relationship::members::Members;
use crate::session::relationship::parent::{self, Parent};
use crate::session::relationship::state::PendingForeignKey;
use crate::session::relationship::unflushed::Unflushed;
use crate::sql::value::{Kind, Value};

impl Session {
    /// Lets a relationship to one row lead to another.
    pub(crate) fn relate_instances(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        other: Option<InstanceId>,
    ) -> Result<()> {
        self.refuse_viewonly(id, info)?;
        if info.kind.is_many_to_one() {
            if let Some(other) = other {
                self.vacate(id, info, other)?;
            }
            return self.refer(id, info.local, info.remote, other);
        }
        // A one-to-one from the side that is referred to: whoever was there leaves.
        let (_, mapper) = *self.related_entity(id, info)?;
        let target = self.identity_map.store_of(mapper());
        for before in self.related_instances(id, info, target)? {
            if Some(before) != other && !self.identity_map.is_marked_deleted(before) {
                self.refer(before, info.remote, info.local, None)?;
            }
        }
        match other {
            Some(other) => self.refer(other, info.remote, info.local, Some(id)),
            None => Ok(()),
        }
    }

    /// In a one-to-one, whoever is known to be there leaves.
    fn vacate(&mut self, id: InstanceId, info: &'static RelationshipInfo, parent: InstanceId) -> Result<()> {
        let inverse = Mapper::inverse(info, self.identity_map.mapper(parent));
        let Some(inverse) = inverse.filter(|inverse| inverse.kind == RelationshipKind::OneToOne) else { return Ok(()) };
        let known = self.relationships.collection(parent, inverse).map(Members::to_vec).unwrap_or_default();
        for before in known.into_iter().filter(|before| *before != id) {
            self.refer(before, info.local, info.remote, None)?;
        }
        Ok(())
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
        let inverse = Mapper::inverse(info, self.identity_map.mapper(member));
        self.relationships.link(info, inverse, id, member);
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
            if self.relationships.is_member(id, info, member) == Some(false) {
                return Err(self.no_member(id, info));
            }
            let inverse = Mapper::inverse(info, self.identity_map.mapper(member));
            self.relationships.unlink(info, inverse, id, member);
            if info.cascade.contains(&Cascade::DeleteOrphan) {
                self.delete_with_cascade(member)?;
            }
            return Ok(());
        }
        match parent::parent_of(&self.identity_map, &self.relationships, member, info.remote, info.local, id.store)? {
            Parent::Instance(parent) if parent == id => self.refer(member, info.remote, info.local, None),
            _ => Err(self.no_member(id, info)),
        }
    }

    /// Reads a many-to-many collection before it is changed, as SQLAlchemy does: who is a member already is not added
    /// again, and who is none cannot be removed. One that is large is not read.
    fn read_links(&mut self, id: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<()> {
        let are_rows = [id, member].iter().all(|id| self.identity_map.state(*id) == State::Persistent);
        if are_rows && !info.write_only && self.relationships.collection(id, info).is_none() {
            let target = member.store;
            let members = self.loader().collection(id, info, target, &mut Unflushed::default())?;
            self.relationships.keep(id, info, members);
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
        self.loader().reload_expired(child)?;
        if let Some(parent) = parent {
            self.loader().reload_expired(parent)?;
        }
        let sides = self.sides(child, columns);
        for &(one, target) in &sides {
            // What was read of it, where it cannot be found by its key.
            self.relationships.forget_one(child, one);
            let target = self.identity_map.store_of(target());
            // A handle that leads nowhere is mended by this, and no error.
            if let Ok(Parent::Instance(before)) =
                parent::parent_of(&self.identity_map, &self.relationships, child, columns, one.remote, target)
            {
                backref::leave(&mut self.identity_map, &mut self.relationships, child, before, one);
                if one.cascade.contains(&Cascade::DeleteOrphan) && Some(before) != parent {
                    self.delete_with_cascade(before)?;
                }
            }
        }
        backref::leave_former_parents(&mut self.identity_map, &mut self.relationships, child, columns, &sides);
        self.point(child, columns, parent_columns, parent)?;
        if let Some(parent) = parent {
            for &(one, _) in &sides {
                backref::enter(&mut self.identity_map, &mut self.relationships, child, parent, one);
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
        let mapper = self.identity_map.mapper(child);
        let positions: Vec<usize> = columns.iter().map(|name| mapper.position(name)).collect();
        let is_row = self.identity_map.state(child) == State::Persistent;
        // What has never had a parent does not lose one.
        if parent.is_none() && !self.has_parent(child, columns, parent_columns)? {
            return Ok(());
        }
        let values: Option<Vec<Value>> = match parent {
            Some(parent) if self.identity_map.state(parent) == State::Persistent => {
                let (row, of) = (self.identity_map.values(parent), self.identity_map.mapper(parent));
                Some(parent_columns.iter().map(|name| row[of.position(name)].clone()).collect())
            }
            Some(_) => None,
            // An orphan may have to be deleted, and a key that is NOT NULL cannot be NULL in memory either.
            None if self.is_orphaned_by_null(child, columns) => None,
            None => positions.iter().all(|at| mapper.is_nullable(*at)).then(|| {
                let row = self.identity_map.values(child);
                positions.iter().map(|at| Value::Null(row.get(*at).map_or(Kind::Unknown, Value::kind))).collect()
            }),
        };
        match values {
            Some(values) if is_row => {
                self.relationships.unset(child, columns);
                let changes: Vec<(usize, Value)> = positions.into_iter().zip(values).collect();
                self.identity_map.store_mut(child).set(child.slot, &changes)
            }
            _ => {
                self.relationships.set(child, PendingForeignKey { columns, parent, parent_columns });
                Ok(())
            }
        }
    }

    /// Whether a foreign key leads anywhere, or did before the flush that is to come.
    fn has_parent(
        &mut self,
        child: InstanceId,
        columns: &'static [&'static str],
        parent_columns: &'static [&'static str],
    ) -> Result<bool> {
        if self.relationships.get(child, columns).is_some() {
            return Ok(true);
        }
        let Some((_, target)) = self.sides(child, columns).first().copied() else { return Ok(true) };
        let target = self.identity_map.store_of(target());
        Ok(!matches!(
            parent::parent_of(&self.identity_map, &self.relationships, child, columns, parent_columns, target)?,
            Parent::None
        ))
    }

    /// The many-to-one relationships of a foreign key.
    pub(crate) fn sides(&self, child: InstanceId, columns: &[&str]) -> Vec<Related> {
        let own = self.identity_map.mapper(child).relationships;
        own.iter().filter(|(info, _)| info.kind.is_many_to_one() && info.local == columns).copied().collect()
    }

    /// What is known of the entity at the other end.
    pub(crate) fn related_entity(&self, id: InstanceId, info: &RelationshipInfo) -> Result<&'static Related> {
        let mapper = self.identity_map.mapper(id);
        mapper.related(info).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("`{}.{}` leads to a table without a primary key", mapper.name, info.name),
            )
        })
    }

    /// Refuses instances that are deleted or not here.
    pub(crate) fn check_writable(&self, id: InstanceId, entity: &'static str) -> Result<()> {
        match self.identity_map.check(id, entity)? {
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
            self.identity_map.mapper(id).name,
            info.name
        );
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }

    fn no_member(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.identity_map.mapper(id).name;
        Error::new(ErrorKind::InvalidRequest, format!("the instance is not in this collection `{table}.{}`", info.name))
    }
}
