//! Reading rows by key, anew, or not at all.

use super::Session;
use super::added::ManagedColumns;
use super::instances::short_name;
use super::key::RowValues;
use super::key_of::KeyOf;
use super::mapper::{Managed, Mapper};
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::{Handle, InstanceId};
use crate::sql::ast::{
    self, BinaryOperator, ColumnRef, FromItem, Lock, LockStrength, LockWait, Node, SelectItem, Statement,
};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::types::cells::{CellBuffer, Cells};

impl Session {
    /// Reads the row of a key.
    pub(crate) fn select_by_key(&mut self, store: u16, key: &[Value]) -> Result<Option<InstanceId>> {
        let mapper = self.instances.stores[usize::from(store)].mapper;
        Ok(self.select_instances(store, &select_row(mapper, key))?.pop())
    }

    /// The instance of a primary key, read anew and locked: `SELECT … FOR UPDATE`. Others wait with changing the row until
    /// this transaction ends. What was changed in memory is flushed first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let mut session = Session::new(&engine);
    /// // SQLite has no FOR UPDATE: a transaction that writes has the whole database.
    /// assert!(session.get_for_update(User, 1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` on SQLite; whatever the database reports.
    pub fn get_for_update<C: ManagedColumns<Entity = E>, E: Managed, K: KeyOf<E>>(
        &mut self,
        _entity: C,
        key: K,
    ) -> Result<Option<Handle<E>>> {
        self.autoflush()?;
        self.has_locked = true;
        let number = self.instances.store_of_type::<E>();
        let mut values = RowValues::default();
        E::key_values(&key.into_key_of(), &mut values);
        let mut select = select_row(self.instances.stores[usize::from(number)].mapper, values.as_slice());
        let lock = Lock { strength: LockStrength::Update, of: Vec::new(), wait: LockWait::Wait };
        select.lock = Some(Box::new(lock));
        let replaces = std::mem::replace(&mut self.instances.populate_existing, true);
        let found = self.select_instances(number, &select);
        self.instances.populate_existing = replaces;
        Ok(found?.pop().map(Handle::new))
    }

    /// Reads instances by a query of all columns of their table, and nothing else.
    pub(crate) fn select_instances(&mut self, store: u16, select: &ast::Select) -> Result<Vec<InstanceId>> {
        self.connection_of_mine()?;
        let Self { connection: Some(connection), instances, .. } = self else {
            unreachable!("the connection was made a line ago")
        };
        let columns = Columns::default();
        let mut found = Vec::new();
        connection.run(Statement::Select(select), &mut |cursor, _| {
            while let Some(row) = cursor.next()? {
                let mut cells = CellBuffer::new();
                row.read(&mut cells)?;
                found.push(instances.load(store, &mut Cells::new(&cells, &columns))?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Reads an instance anew; changes that were not flushed are lost, what it was related to and a
    /// [`delete`](Self::delete) among them. If its row is not there any more, it stays what it is.
    ///
    /// # Errors
    ///
    /// `StaleData` if the row is not there any more; `Pending` before the first flush; `Detached`.
    pub fn refresh<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.instances.check(id, entity)? {
            State::Persistent => {
                self.reload(id)?;
                if self.is_doomed(id) {
                    // Collections that were read meanwhile do not know it.
                    self.references.forget_collections();
                }
                self.instances.store_mut(id).doom(id.slot, false);
                Ok(())
            }
            State::Pending => Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: flush the session first"),
            )),
            State::Deleted | State::Detached => Err(self.instances.detached(id, entity)),
        }
    }

    /// Reads a persistent instance anew.
    pub(crate) fn reload(&mut self, id: InstanceId) -> Result<()> {
        let store = self.instances.store_mut(id);
        let values = store.stored_values(id.slot);
        let key: Vec<Value> = store.mapper.key.iter().filter_map(|&at| values.get(at)).cloned().collect();
        let table = store.mapper.name;
        let parents = self.parents_of(id);
        let was_expired = std::mem::replace(&mut self.instances.store_mut(id).head_mut(id.slot).is_expired, true);
        let found = self.select_by_key(id.store, &key);
        if let Ok(Some(_)) = found {
            self.references.forget_collections_of(id);
            self.references.forget_references_of(id);
            self.follow_parents(id, parents);
            return Ok(());
        }
        // Nothing was read: what is there stays.
        self.instances.store_mut(id).head_mut(id.slot).is_expired = was_expired;
        found?;
        Err(Error::new(
            ErrorKind::StaleData,
            format!(
                "the row of `{table}` with key {} is not there any more: `forget` lets the instance go",
                super::key::Key::of(&key)
            ),
        ))
    }

    /// Lets an instance be read anew before it is looked at again; changes that were not flushed are lost, what it was
    /// related to and a [`delete`](Self::delete) among them.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Detached`.
    pub fn expire<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.instances.check(id, entity)? {
            State::Pending => Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row to be read"),
            )),
            _ => {
                self.expire_slot(id);
                Ok(())
            }
        }
    }

    /// Lets all instances be read anew; changes that were not flushed are lost, pending instances stay.
    pub fn expire_all(&mut self) {
        self.references.forget_collections();
        for number in 0..self.instances.stores.len() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let store = &self.instances.stores[usize::from(number)];
            let persistent = |slot: &u32| store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
            let slots: Vec<u32> = store.slots().filter(persistent).collect();
            for slot in slots {
                let id = self.instances.id_at(number, slot);
                self.expire_slot(id);
            }
        }
    }

    fn expire_slot(&mut self, id: InstanceId) {
        let parents = self.parents_of(id);
        if self.is_doomed(id) {
            // Collections that were read meanwhile do not know it.
            self.references.forget_collections();
        } else if self.references.has_collections() {
            self.references.forget_collections_of(id);
        }
        self.references.forget_references_of(id);
        let store = self.instances.store_mut(id);
        if let Some(before) = store.forget_changes(id.slot) {
            // Its key is needed to read it anew.
            let _ = store.write(id.slot, &before);
        }
        store.doom(id.slot, false);
        store.head_mut(id.slot).is_expired = true;
        self.follow_parents(id, parents);
    }
}

/// `SELECT` of all columns of an entity.
pub(crate) fn select_all(mapper: &'static Mapper) -> ast::Select {
    ast::Select {
        columns: vec![SelectItem::Entity { source: mapper.name, columns: mapper.columns }],
        from: Some(FromItem::Table(mapper.table_ref())),
        ..ast::Select::default()
    }
}

/// `SELECT` of the row of a key.
pub(crate) fn select_row(mapper: &'static Mapper, key: &[Value]) -> ast::Select {
    let parts = mapper.key.iter().zip(key);
    let filter = parts.map(|(&at, value)| equals(mapper, mapper.columns[at], value.clone())).collect();
    ast::Select { filter, ..select_all(mapper) }
}

/// `table.column = ?`
pub(crate) fn equals(mapper: &'static Mapper, column: &'static str, value: Value) -> Node {
    let column = Node::Column(ColumnRef { source: mapper.name, name: column });
    Node::Binary(BinaryOperator::Equal, std::sync::Arc::new([column, Node::Bind(value)]))
}
