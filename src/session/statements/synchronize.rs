//! UPDATE and DELETE in a session: the instances whose rows they touch follow, as with SQLAlchemy's
//! `synchronize_session="auto"`.
//!
//! Where the condition and the values can be told from the instances themselves, nothing else is sent. Otherwise the
//! statement returns the rows that it has touched; where it cannot do that, they are read before.

use std::collections::{HashMap, HashSet};

use crate::driver::Cursor;
use crate::entity::cells::RowContext;
use crate::entity::{InstanceId, Key, RelationshipInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::loading::loader::Loader;
use crate::session::loading::rows::{LoadMode, Recorder, RowLoader, WrittenRows};
use crate::session::loading::selects::{select_row, select_rows};
use crate::session::statements::affected::{Criteria, Found, find, holder, keys_in};
use crate::session::statements::returned::ReturningCapture;
use crate::session::undo::journal::{Change, Journal};
use crate::sql::ast::{self, ConflictAction, Node, SelectItem, Statement, TableRef};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::statement::executable::Answer;

/// Takes the rows of a statement and turns them into instances.
type Receive<'r> = &'r mut dyn FnMut(&mut dyn Cursor, Columns, &mut dyn RowContext) -> Result<()>;

/// Runs an INSERT; the rows that it returns become instances.
pub(crate) fn insert<A: Answer>(loader: &mut Loader<'_>, insert: &ast::Insert, decoder: A::Decoder) -> Result<A> {
    // What an upsert returns is what is there now.
    let is_upsert =
        insert.conflict.as_ref().is_some_and(|conflict| matches!(conflict.action, ConflictAction::Update { .. }));
    let mode = LoadMode::populate_existing_if(is_upsert);
    let connection = loader.transaction.connection()?;
    let mut written = WrittenRows::default();
    let mut rows = RowLoader::new(loader.identity_map, mode, Recorder::Write(&mut written));
    let answer = connection.answer(Statement::Insert(insert), decoder, Some(&mut rows))?;
    note_replaced(loader.journal, written.replaced);
    for id in written.fresh {
        loader.journal.push(Change::Added(id));
    }
    // The new rows may be members of collections that were read, or link such members.
    if has_collections_of(loader.identity_map, insert.table) || links_members(loader.identity_map, insert.table) {
        loader.relationships.forget_collections();
    }
    Ok(answer)
}

/// Runs an UPDATE or DELETE, and lets the instances follow.
pub(crate) fn write_rows(loader: &mut Loader<'_>, statement: Statement<'_>, receive: Receive<'_>) -> Result<()> {
    let Some(criteria) = Criteria::of(statement) else {
        return Err(Error::new(ErrorKind::InvalidRequest, "only UPDATE and DELETE touch rows"));
    };
    let Some(store) = holder(loader.identity_map, criteria.table) else {
        let (_, written) = run(loader, statement, None, receive)?;
        note_loaded(loader, written, criteria.deletes);
        // None of the rows is in memory, but collections that were read may have got some of them as members.
        if !criteria.assignments.is_empty() || links_members(loader.identity_map, criteria.table) {
            loader.relationships.forget_collections();
        }
        return Ok(());
    };
    let found = find(loader, criteria, store)?;
    let mapper = loader.identity_map.stores[store].mapper;
    let (returned, written) = if let Found::Returned = found {
        let known = &loader.identity_map.stores[store];
        let (statement, width) = returning(statement, known);
        // A statement about some keys returns at most their rows.
        let has_many = known.has_integer_key && keys_in(criteria.filter, known).is_none();
        let wanted = has_many.then(|| (if width == 1 { 0 } else { mapper.key[0] }, known.integer_keys()));
        run(loader, statement.statement(), Some(&Capture { width, wanted }), receive)?
    } else {
        run(loader, statement, None, receive)?
    };
    let loaded = note_loaded(loader, written, criteria.deletes);
    let mut followers = Followers { store, deletes: criteria.deletes, loaded, gone: HashSet::new() };
    match found {
        Found::Evaluated(matches) => {
            for (slot, changes) in matches {
                followers.follow(loader, slot, &changes, false);
            }
        }
        Found::Returned => {
            for row in returned {
                let values = if row.len() == 1 { row } else { typed(loader.identity_map, store, &row)? };
                let known = &loader.identity_map.stores[store];
                let key = if values.len() == 1 { Key::of(&values) } else { known.key_in(&values) };
                if let Some(slot) = known.find(&key) {
                    let changes: Vec<_> = values.into_iter().enumerate().collect();
                    followers.follow(loader, slot, &changes, true);
                }
            }
        }
        Found::Selected(matches) => {
            let mut rows = if criteria.deletes { HashMap::new() } else { values_of_keys(loader, store, &matches)? };
            for (slot, key) in matches {
                let values = match rows.remove(&Key::of(&key)) {
                    Some(values) => values,
                    None if criteria.deletes => Vec::new(),
                    // It is gone, or the database does not spell its key as it was told to.
                    None => values_of_key(loader, store, &key)?,
                };
                let changes: Vec<_> = values.into_iter().enumerate().collect();
                followers.follow(loader, slot, &changes, true);
            }
        }
    }
    loader.relationships.forget(&followers.gone);
    if criteria.moves_members(mapper) || links_members(loader.identity_map, criteria.table) {
        loader.relationships.forget_collections();
    }
    Ok(())
}

/// Whether rows of a table are members of collections of instances in memory.
fn has_collections_of(identity_map: &IdentityMap, table: TableRef) -> bool {
    relationships(identity_map).any(|info| !info.kind.is_many_to_one() && info.target == table.name)
}

/// Whether rows of a table make instances in memory members of each other's collections.
fn links_members(identity_map: &IdentityMap, table: TableRef) -> bool {
    relationships(identity_map).any(|info| info.secondary.is_some_and(|secondary| secondary.table == table.name))
}

/// The relationships of all tables that have instances in memory.
fn relationships(identity_map: &IdentityMap) -> impl Iterator<Item = &'static RelationshipInfo> {
    let related = identity_map.stores.iter().flat_map(|(_, store)| store.mapper.relationships);
    related.map(|(info, _)| *info)
}

/// The instances of one store that follow a statement.
struct Followers {
    store: StoreIndex,
    deletes: bool,
    /// Those that were read from what the statement has returned: they are as it left them.
    loaded: HashSet<InstanceId>,
    /// Those whose rows were deleted.
    gone: HashSet<InstanceId>,
}

impl Followers {
    /// Lets one instance follow. `is_read`: the changes are the whole row, as the database has it.
    fn follow(&mut self, loader: &mut Loader<'_>, slot: u32, changes: &[(usize, Value)], is_read: bool) {
        let id = loader.identity_map.id_at(self.store, slot);
        if self.loaded.contains(&id) || loader.identity_map.state(id) != State::Persistent {
            return;
        }
        if self.deletes {
            loader.journal.delete(loader.identity_map, id);
            self.gone.insert(id);
        } else {
            follow_values(loader.identity_map, loader.journal, id, changes, is_read);
        }
    }
}

/// The statement with the rows that it touches in RETURNING, behind what was asked for; and how many columns that is.
fn returning(statement: Statement<'_>, store: &Store) -> (ast::Write, usize) {
    let mapper = store.mapper;
    let source = mapper.name;
    let all = SelectItem::Entity { source, columns: mapper.columns };
    match statement {
        Statement::Delete(delete) if store.has_integer_key => {
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

/// The last columns of a statement's rows, which are the session's.
struct Capture {
    /// Their number.
    width: usize,
    /// Which of them is the key, and the keys that are wanted; without it, all rows are.
    wanted: Option<(usize, HashSet<i64>)>,
}

/// Runs a statement; returns what was captured, and the instances that its other columns have become.
fn run(
    loader: &mut Loader<'_>,
    statement: Statement<'_>,
    capture: Option<&Capture>,
    receive: Receive<'_>,
) -> Result<(Vec<Vec<Value>>, WrittenRows)> {
    let width = capture.map_or(0, |capture| capture.width);
    let wanted = capture.and_then(|capture| capture.wanted.as_ref()).map(|(at, keys)| (*at, keys));
    let connection = loader.transaction.connection()?;
    let mut returned = Vec::new();
    let mut written = WrittenRows::default();
    let mut rows = RowLoader::new(loader.identity_map, LoadMode::Keep, Recorder::Write(&mut written));
    connection.run(statement, &mut |cursor, mut columns| {
        if let Columns::Known(runs) = &mut columns
            && width > 0
        {
            runs.pop();
        }
        receive(&mut ReturningCapture::new(cursor, width, wanted, &mut returned), columns, &mut rows)
    })?;
    Ok((returned, written))
}

/// Values as the database sends them, as those of a row.
pub(crate) fn typed(identity_map: &mut IdentityMap, store: StoreIndex, cells: &[Value]) -> Result<Vec<Value>> {
    let epoch = identity_map.epoch;
    identity_map.stores[store].typed(cells, epoch)
}

/// How many rows are asked for at a time.
const KEYS_AT_A_TIME: usize = 500;

/// The rows of several keys as they are now, by their keys.
fn values_of_keys(
    loader: &mut Loader<'_>,
    store: StoreIndex,
    matches: &[(u32, Vec<Value>)],
) -> Result<HashMap<Key, Vec<Value>>> {
    let mapper = loader.identity_map.stores[store].mapper;
    let mut rows = HashMap::with_capacity(matches.len());
    // One row needs no list.
    if matches.len() < 2 {
        return Ok(rows);
    }
    for matches in matches.chunks(KEYS_AT_A_TIME) {
        let keys: Vec<&[Value]> = matches.iter().map(|(_, key)| &key[..]).collect();
        let select = select_rows(mapper, &keys);
        let mut found = Vec::new();
        loader.transaction.connection()?.run(Statement::Select(&select), &mut |cursor, _| {
            ReturningCapture::new(cursor, mapper.columns.len(), None, &mut found).exhaust()
        })?;
        for row in found {
            let row = typed(loader.identity_map, store, &row)?;
            rows.insert(loader.identity_map.stores[store].key_in(&row), row);
        }
    }
    Ok(rows)
}

/// The row of a key as it is now; nothing if it is gone.
pub(crate) fn values_of_key(loader: &mut Loader<'_>, store: StoreIndex, key: &[Value]) -> Result<Vec<Value>> {
    let mapper = loader.identity_map.stores[store].mapper;
    let select = select_row(mapper, key);
    let mut found = Vec::new();
    loader.transaction.connection()?.run(Statement::Select(&select), &mut |cursor, _| {
        ReturningCapture::new(cursor, mapper.columns.len(), None, &mut found).exhaust()
    })?;
    found.pop().map_or(Ok(Vec::new()), |row| typed(loader.identity_map, store, &row))
}

/// Notes the instances that were read from what a statement has returned: their rows are as it left them.
fn note_loaded(loader: &mut Loader<'_>, written: WrittenRows, deletes: bool) -> HashSet<InstanceId> {
    let mut loaded: HashSet<InstanceId> = written.fresh.iter().copied().collect();
    // One that is deleted has to follow yet.
    loaded.extend(written.replaced.iter().filter(|_| !deletes).map(|(id, ..)| *id));
    note_replaced(loader.journal, written.replaced);
    for id in written.fresh {
        if deletes {
            loader.journal.delete(loader.identity_map, id);
        } else {
            loader.journal.push(Change::Read(id));
        }
    }
    loaded
}

fn note_replaced(journal: &mut Journal, replaced: Vec<(InstanceId, Vec<Value>, bool)>) {
    for (id, before, was_expired) in replaced {
        if was_expired {
            journal.push(Change::Read(id));
        }
        journal.push(Change::Updated(id, before));
    }
}

/// The database has other values in some columns of a row: those that were not changed in memory get them too.
/// `is_read`: the changes are the whole row, as the database has it.
pub(crate) fn follow_values(
    identity_map: &mut IdentityMap,
    journal: &mut Journal,
    id: InstanceId,
    changes: &[(usize, Value)],
    is_read: bool,
) {
    let epoch = identity_map.epoch;
    let store = identity_map.store_mut(id);
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
        // The next read reports why it cannot be decoded.
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
            journal.push(Change::Read(id));
        }
    }
    journal.push(Change::Updated(id, before));
}
