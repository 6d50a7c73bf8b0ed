//! The parts of a session that reading needs, and the ways to read rows of one table into them.

use super::rows::{LoadMode, Recorder, RowLoader};
use super::selects::select_row;
use crate::engine::Connection;
use crate::entity::cells::Cells;
use crate::entity::{InstanceId, StoreIndex};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::relationship::state::RelationshipState;
use crate::session::undo::journal::Journal;
use crate::session::undo::transaction::Transaction;
use crate::sql::ast::{self, Statement};
use crate::sql::columns::Columns;
use crate::sql::value::Value;

/// Reads rows from the database into the identity map, and what they are related to.
#[derive(Debug)]
pub(crate) struct Loader<'s> {
    pub(crate) transaction: &'s mut Transaction,
    pub(crate) identity_map: &'s mut IdentityMap,
    pub(crate) relationships: &'s mut RelationshipState,
    pub(crate) journal: &'s mut Journal,
}

impl Loader<'_> {
    /// The connection, and what turns the rows of a query into instances.
    pub(crate) fn for_rows(&mut self, mode: LoadMode) -> Result<(&mut Connection, RowLoader<'_>)> {
        let connection = self.transaction.connection()?;
        Ok((connection, RowLoader::new(self.identity_map, mode, Recorder::Query(self.journal))))
    }

    /// Reads instances by a query of all columns of their table, and nothing else.
    pub(crate) fn select(
        &mut self,
        store: StoreIndex,
        select: &ast::Select,
        mode: LoadMode,
    ) -> Result<Vec<InstanceId>> {
        let (connection, mut rows) = self.for_rows(mode)?;
        let columns = Columns::default();
        let mut found = Vec::new();
        connection.run(Statement::Select(select), &mut |cursor, _| {
            while let Some(row) = cursor.next()? {
                found.push(rows.load(store, &mut Cells::new(row, &columns))?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Reads the row of a key.
    pub(crate) fn select_by_key(
        &mut self,
        store: StoreIndex,
        key: &[Value],
        mode: LoadMode,
    ) -> Result<Option<InstanceId>> {
        let select = select_row(self.identity_map.stores[store].mapper, key);
        Ok(self.select(store, &select, mode)?.pop())
    }
}
