//! Row switches: a new instance with the key of one that the same flush deletes takes over its row by an UPDATE.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use realgar_metadata::Column;

use crate::entity::{InsertRow, InstanceId, StoreIndex};
use crate::error::{Error, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::new_rows::given_key;
use crate::session::flush::plan::operations::{Dependencies, NewRow, UpdatedRow};
use crate::sql::Dialect;
use crate::sql::ast::Node;
use crate::sql::text_sql::TextSql;
use crate::sql::value::Value;

impl Planner<'_> {
    /// The instance of the same key that this flush deletes, if there is one.
    pub(super) fn replaced_by(&self, table: StoreIndex, row: &NewRow) -> Result<Option<InstanceId>> {
        let store = &self.identity_map.stores[table];
        if store.marked_deleted().len() == 0 {
            return Ok(None);
        }
        let mut values = InsertRow::with_capacity(store.mapper.columns.len());
        row.read(store, &mut values)?;
        let none = Dependencies::default();
        let key = given_key(store.mapper, values.cells(), row.dependencies.as_deref().unwrap_or(&none));
        let Some(slot) = key.and_then(|key| store.find(&key)) else { return Ok(None) };
        let is_marked_deleted = store.head(slot).is_some_and(|head| head.is_marked_deleted);
        Ok(is_marked_deleted.then(|| self.identity_map.id_at(table, slot)))
    }

    /// Plans that a new instance takes over the row of a deleted one. Columns that were not given get what an INSERT
    /// would give them: their default, or NULL.
    pub(super) fn switch(&mut self, table: StoreIndex, row: NewRow, old: InstanceId) -> Result<()> {
        let store = self.identity_map.store(old);
        let before = store.stored_values(old.slot);
        let mut values = InsertRow::with_capacity(store.mapper.columns.len());
        row.read(store, &mut values)?;
        let given: HashMap<usize, &Value> =
            values.cells().iter().map(|(at, value)| (usize::from(*at), value)).collect();
        let columns = &(store.mapper.table)().columns;
        let is_missing = |at: &usize| !given.contains_key(at) && Some(*at) != store.mapper.version;
        let missing = (0..columns.len()).filter(is_missing);
        let defaults = missing.map(|at| Ok(default_of(&columns[at], self.dialect)?.map(|node| (at, node))));
        let expressions = defaults.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?;
        let changes = before.iter().enumerate().filter_map(|(at, was)| {
            if !given.contains_key(&at) && columns[at].default.is_some() {
                return None;
            }
            let is = given.get(&at).map(|value| (*value).clone());
            let is = is.or_else(|| store.mapper.is_nullable(at).then(|| Value::Null(was.kind())))?;
            (is != *was && Some(at) != store.mapper.version).then_some((at, is))
        });
        let row = UpdatedRow {
            id: row.id,
            mapper: store.mapper,
            changes: changes.collect(),
            before: Cow::Owned(before),
            expressions,
            deferred_keys: row.dependencies.map(|dependencies| dependencies.deferred_keys).unwrap_or_default(),
            is_in_memory: false,
            replaces: Some(old),
        };
        self.switched.insert(row.id, row.values());
        self.row_switches.entry(table).or_default().push(row);
        Ok(())
    }
}

/// The default of a column as an expression; SQLite has no word for it in an UPDATE.
fn default_of(column: &Column, dialect: Dialect) -> Result<Option<Node>> {
    if column.default.is_none() || column.generated.is_some() {
        return Ok(None);
    }
    if dialect != Dialect::Sqlite {
        return Ok(Some(Node::Constant("DEFAULT")));
    }
    let sql = column.default_sql(dialect).map_err(|error| Error::unsupported(error.to_string()))?;
    Ok(sql.map(|sql| Node::Text(Arc::new(TextSql::new(sql)))))
}
