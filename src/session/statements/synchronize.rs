//! UPDATE and DELETE in a session: the instances whose rows they touch follow, as with SQLAlchemy's
//! `synchronize_session="auto"`.
//!
//! Where the condition and the values can be told from the instances themselves, nothing else is sent. Otherwise the
//! statement returns the rows that it has touched; where it cannot do that, they are read before.

use std::collections::HashSet;

use crate::driver::Cursor;
use crate::engine::Intent;
use crate::entity::{InstanceId, Key, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::map::Recorded;
use crate::session::identity::state::State;
use crate::session::statements::affected::{Found, Rows};
use crate::session::statements::returned::ReturningCapture;
use crate::session::undo::journal::Change;
use crate::session::undo::untracked_writes::UntrackedWrite;
use crate::sql::ast::{self, ConflictAction, Node, SelectItem, Statement};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::types::cells::RowContext;

/// Takes the rows of a statement, and turns them into instances.
type Receive<'r> = &'r mut dyn FnMut(&mut dyn Cursor, Columns, &mut dyn RowContext) -> Result<()>;

impl Session {
    /// Keeps in mind what an INSERT returns; gives what [`end_recording`](Self::end_recording) puts back.
    pub(crate) fn begin_recording(&mut self, insert: &ast::Insert) -> bool {
        self.identity_map.recorded = Some(Recorded::default());
        // What an upsert returns is what is there now.
        let is_upsert =
            insert.conflict.as_ref().is_some_and(|conflict| matches!(conflict.action, ConflictAction::Update { .. }));
        let replaces = self.identity_map.populate_existing;
        std::mem::replace(&mut self.identity_map.populate_existing, replaces || is_upsert)
    }

    /// Takes over what an INSERT has returned.
    pub(crate) fn end_recording(&mut self, succeeded: bool, replaces: bool) {
        self.identity_map.populate_existing = replaces;
        let recorded = self.identity_map.recorded.take().filter(|_| succeeded).unwrap_or_default();
        self.journal_replaced(recorded.replaced);
        for id in recorded.fresh {
            self.journal.push(Change::Added(id));
        }
    }

    /// Runs an UPDATE or DELETE, and lets the instances follow.
    pub(crate) fn write_rows(&mut self, statement: Statement<'_>, receive: Receive<'_>) -> Result<()> {
        let Some(rows) = Rows::of(statement) else {
            return Err(Error::new(ErrorKind::InvalidRequest, "only UPDATE and DELETE touch rows".to_owned()));
        };
        self.identity_map.recorded = Some(Recorded::default());
        let result = self.write_recorded(statement, rows, receive);
        self.identity_map.recorded = None;
        result
    }

    fn write_recorded(&mut self, statement: Statement<'_>, rows: Rows<'_>, receive: Receive<'_>) -> Result<()> {
        let Some(number) = self.holder(rows.table) else {
            self.answer(statement, None, receive)?;
            self.note_loaded(rows.deletes);
            return Ok(());
        };
        let found = self.find(rows, number)?;
        let mapper = self.identity_map.stores[number].mapper;
        let returned = if let Found::ReturningCapture = found {
            let (statement, width) = self.returning(statement, mapper);
            self.answer(statement.statement(), Some((number, width)), receive)?
        } else {
            self.answer(statement, None, receive)?
        };
        let loaded = self.note_loaded(rows.deletes);
        match found {
            Found::Evaluated(matches) => {
                for (slot, changes) in matches {
                    self.follow(rows, number, slot, &changes, &loaded, false);
                }
            }
            Found::ReturningCapture => {
                for row in returned {
                    let values = if row.len() == 1 { row } else { self.typed(number, &row)? };
                    let store = &self.identity_map.stores[number];
                    let key = if values.len() == 1 { Key::of(&values) } else { store.key_in(&values) };
                    if let Some(slot) = store.find(&key) {
                        let changes: Vec<_> = values.into_iter().enumerate().collect();
                        self.follow(rows, number, slot, &changes, &loaded, true);
                    }
                }
            }
            Found::Selected(matches) => {
                for (slot, key) in matches {
                    let values = if rows.deletes { Vec::new() } else { self.values_of_key(number, &key)? };
                    let changes: Vec<_> = values.into_iter().enumerate().collect();
                    self.follow(rows, number, slot, &changes, &loaded, true);
                }
            }
        }
        self.forget_collections_after(rows, mapper);
        Ok(())
    }

    /// The statement with the rows that it touches in RETURNING, behind what was asked for; and how many columns that is.
    fn returning(&self, statement: Statement<'_>, mapper: &'static Mapper) -> (ast::Write, usize) {
        let is_one_integer = |store: &crate::session::identity::store::Store| {
            std::ptr::eq(store.mapper, mapper) && store.has_integer_key
        };
        let source = mapper.name;
        let all = SelectItem::Entity { source, columns: mapper.columns };
        match statement {
            Statement::Delete(delete) if self.identity_map.stores.values().any(is_one_integer) => {
                let mut delete = delete.clone();
                let key = ast::ColumnRef { source, name: mapper.columns[mapper.key[0]] };
                delete.returning.push(SelectItem::Expression(Node::Column(key)));
                (ast::Write::Delete(delete), 1)
            }
            Statement::Delete(delete) => {
                let mut delete = delete.clone();
                delete.returning.push(all);
                (ast::Write::Delete(delete), mapper.columns.len())
            }
            Statement::Update(update) => {
                let mut update = update.clone();
                update.returning.push(all);
                (ast::Write::Update(update), mapper.columns.len())
            }
            _ => unreachable!("only statements that touch rows get here"),
        }
    }

    /// Runs a statement. With a store and a width, the last columns are the session's: they are returned.
    fn answer(
        &mut self,
        statement: Statement<'_>,
        own: Option<(StoreIndex, usize)>,
        receive: Receive<'_>,
    ) -> Result<Vec<Vec<Value>>> {
        let width = own.map_or(0, |(_, width)| width);
        let store = own.map(|(number, _)| &self.identity_map.stores[number]);
        let keys = store.filter(|store| store.has_integer_key).map(|store| (store.mapper.key[0], store.integer_keys()));
        let wanted = keys.as_ref().map(|(at, keys)| (if width == 1 { 0 } else { *at }, keys));
        let mut returned = Vec::new();
        let Self { transaction, identity_map, .. } = self;
        let connection = transaction.connection()?;
        connection.run(statement, &mut |cursor, mut columns| {
            if let Columns::Known(runs) = &mut columns
                && width > 0
            {
                runs.pop();
            }
            receive(&mut ReturningCapture::new(cursor, width, wanted, &mut returned), columns, &mut *identity_map)
        })?;
        Ok(returned)
    }

    /// Values as the database sends them, as those of a row.
    pub(crate) fn typed(&mut self, number: StoreIndex, cells: &[Value]) -> Result<Vec<Value>> {
        let epoch = self.identity_map.epoch;
        self.identity_map.stores[number].typed(cells, epoch)
    }

    /// The row of a key as it is now; nothing if it is gone.
    pub(crate) fn values_of_key(&mut self, number: StoreIndex, key: &[Value]) -> Result<Vec<Value>> {
        let mapper = self.identity_map.stores[number].mapper;
        let select = crate::session::loading::selects::select_row(mapper, key);
        let mut found = Vec::new();
        self.own_connection()?.run(Statement::Select(&select), &mut |cursor, _| {
            ReturningCapture::new(cursor, mapper.columns.len(), None, &mut found).exhaust()
        })?;
        found.pop().map_or(Ok(Vec::new()), |row| self.typed(number, &row))
    }

    /// Instances that were read from what a statement has returned: their rows are as it left them.
    fn note_loaded(&mut self, deletes: bool) -> HashSet<InstanceId> {
        let recorded = self.identity_map.recorded.take().unwrap_or_default();
        let mut loaded: HashSet<InstanceId> = recorded.fresh.iter().copied().collect();
        // One that is deleted has to follow yet.
        loaded.extend(recorded.replaced.iter().filter(|_| !deletes).map(|(id, ..)| *id));
        self.journal_replaced(recorded.replaced);
        for id in recorded.fresh {
            if deletes {
                self.finalize_deleted(id);
            } else {
                self.journal.push(Change::Read(id));
            }
        }
        loaded
    }

    fn journal_replaced(&mut self, replaced: Vec<(InstanceId, Vec<Value>, bool)>) {
        for (id, before, was_expired) in replaced {
            if was_expired {
                self.journal.push(Change::Read(id));
            }
            self.journal.push(Change::Updated(id, before));
        }
    }

    /// Lets one instance follow. `is_read`: the changes are the whole row, as the database has it.
    fn follow(
        &mut self,
        rows: Rows<'_>,
        number: StoreIndex,
        slot: u32,
        changes: &[(usize, Value)],
        loaded: &HashSet<InstanceId>,
        is_read: bool,
    ) {
        let id = self.identity_map.id_at(number, slot);
        if loaded.contains(&id) || self.identity_map.state(id) != State::Persistent {
            return;
        }
        if rows.deletes {
            self.finalize_deleted(id);
            self.relationships.forget(&HashSet::from([id]));
        } else {
            self.follow_values(id, changes, is_read);
        }
    }

    /// The database has other values in some columns of a row: those that were not changed in memory get them too.
    pub(crate) fn follow_values(&mut self, id: InstanceId, changes: &[(usize, Value)], is_read: bool) {
        let epoch = self.identity_map.epoch;
        let store = self.identity_map.store_mut(id);
        let before = store.stored_values(id.slot);
        let mut after = before.clone();
        let mut memory = store.contents.values(id.slot);
        for (at, value) in changes {
            if memory.get(*at) == before.get(*at) {
                memory[*at] = value.clone();
            }
            after[*at] = value.clone();
        }
        let was_expired = store.head(id.slot).is_some_and(|head| head.is_expired);
        if store.write(id.slot, &memory).is_err() {
            // Whoever looks at it is told why it cannot be read.
            store.head_mut(id.slot).is_expired = true;
            return;
        }
        let (then, now) = (store.key_in(&before), store.key_in(&after));
        store.rebase(id.slot, after);
        if then != now {
            store.unidentify(id.slot, &then);
            store.identify(id.slot, now);
        }
        if is_read && !changes.is_empty() {
            let head = store.head_mut(id.slot);
            head.epoch = epoch;
            head.is_expired = false;
            if was_expired {
                self.journal.push(Change::Read(id));
            }
        }
        self.journal.push(Change::Updated(id, before));
    }

    /// Collections whose members are others now are read anew when they are wanted.
    fn forget_collections_after(&mut self, rows: Rows<'_>, mapper: &'static Mapper) {
        let refers = |name: &&'static str| {
            (mapper.table)().foreign_keys.iter().any(|key| key.columns.iter().any(|column| column == name))
                || mapper.key.iter().any(|&at| mapper.columns[at] == *name)
        };
        if rows.assignments.iter().any(|(name, _)| refers(name)) {
            self.relationships.forget_collections();
        }
    }

    /// Keeps in mind that something was written that a failed flush must not undo.
    pub(crate) fn note_intent(&mut self, statement: Statement<'_>) -> Intent {
        self.identity_map.untracked_writes.extend(UntrackedWrite::of(statement));
        self.transaction.note(statement)
    }
}
