//! Reading rows by key, anew, or not at all.

use crate::entity::{Handle, InstanceId, KeyOf, KeyTypes as _, Managed, RowValues, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::added::ManagedColumns;
use crate::session::identity::map::short_name;
use crate::session::identity::state::State;
use crate::session::loading::selects::select_row;
use crate::session::relationship::backref;
use crate::sql::ast::{self, Lock, LockStrength, LockWait, Statement};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::types::cells::{CellBuffer, Cells};

impl Session {
    /// Reads the row of a key.
    pub(crate) fn select_by_key(&mut self, store: StoreIndex, key: &[Value]) -> Result<Option<InstanceId>> {
        let mapper = self.identity_map.stores[store].mapper;
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
        self.transaction.note_locked();
        let number = self.identity_map.store_of_type::<E>();
        let mut values = RowValues::default();
        E::KeyTypes::push(&key.into_key_of(), &mut values);
        let mut select = select_row(self.identity_map.stores[number].mapper, values.as_slice());
        let lock = Lock { strength: LockStrength::Update, of: Vec::new(), wait: LockWait::Wait };
        select.lock = Some(Box::new(lock));
        let replaces = std::mem::replace(&mut self.identity_map.populate_existing, true);
        let found = self.select_instances(number, &select);
        self.identity_map.populate_existing = replaces;
        Ok(found?.pop().map(Handle::new))
    }

    /// Reads instances by a query of all columns of their table, and nothing else.
    pub(crate) fn select_instances(&mut self, store: StoreIndex, select: &ast::Select) -> Result<Vec<InstanceId>> {
        let Self { transaction, identity_map, .. } = self;
        let connection = transaction.connection()?;
        let columns = Columns::default();
        let mut found = Vec::new();
        connection.run(Statement::Select(select), &mut |cursor, _| {
            while let Some(row) = cursor.next()? {
                let mut cells = CellBuffer::new();
                row.read(&mut cells)?;
                found.push(identity_map.load(store, &mut Cells::new(&cells, &columns))?);
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
        match self.identity_map.check(id, entity)? {
            State::Persistent => {
                self.reload(id)?;
                if self.identity_map.is_marked_deleted(id) {
                    // Collections that were read meanwhile do not know it.
                    self.relationships.forget_collections();
                }
                self.identity_map.store_mut(id).mark_deleted(id.slot, false);
                Ok(())
            }
            State::Pending => Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: flush the session first"),
            )),
            State::Deleted | State::Detached => Err(self.identity_map.detached(id, entity)),
        }
    }

    /// Reads a persistent instance anew.
    pub(crate) fn reload(&mut self, id: InstanceId) -> Result<()> {
        let store = self.identity_map.store_mut(id);
        let values = store.stored_values(id.slot);
        let key: Vec<Value> = store.mapper.key.iter().filter_map(|&at| values.get(at)).cloned().collect();
        let table = store.mapper.name;
        let parents = backref::parents_of(&mut self.identity_map, &mut self.relationships, id);
        let was_expired = std::mem::replace(&mut self.identity_map.store_mut(id).head_mut(id.slot).is_expired, true);
        let found = self.select_by_key(id.store, &key);
        if let Ok(Some(_)) = found {
            self.relationships.forget_collections_of(id);
            self.relationships.forget_references_of(id);
            backref::follow_parents(&mut self.identity_map, &mut self.relationships, id, parents);
            return Ok(());
        }
        // Nothing was read: what is there stays.
        self.identity_map.store_mut(id).head_mut(id.slot).is_expired = was_expired;
        found?;
        Err(Error::new(
            ErrorKind::StaleData,
            format!(
                "the row of `{table}` with key {} is not there any more: `forget` lets the instance go",
                crate::entity::Key::of(&key)
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
        match self.identity_map.check(id, entity)? {
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
        self.relationships.forget_collections();
        for number in self.identity_map.stores.indices() {
            let store = &self.identity_map.stores[number];
            let persistent = |slot: &u32| store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
            let slots: Vec<u32> = store.slots().filter(persistent).collect();
            for slot in slots {
                let id = self.identity_map.id_at(number, slot);
                self.expire_slot(id);
            }
        }
    }

    fn expire_slot(&mut self, id: InstanceId) {
        let parents = backref::parents_of(&mut self.identity_map, &mut self.relationships, id);
        if self.identity_map.is_marked_deleted(id) {
            // Collections that were read meanwhile do not know it.
            self.relationships.forget_collections();
        } else if self.relationships.has_collections() {
            self.relationships.forget_collections_of(id);
        }
        self.relationships.forget_references_of(id);
        let store = self.identity_map.store_mut(id);
        if let Some(before) = store.forget_changes(id.slot) {
            // Its key is needed to read it anew.
            let _ = store.write(id.slot, &before);
        }
        store.mark_deleted(id.slot, false);
        store.head_mut(id.slot).is_expired = true;
        backref::follow_parents(&mut self.identity_map, &mut self.relationships, id, parents);
    }
}
