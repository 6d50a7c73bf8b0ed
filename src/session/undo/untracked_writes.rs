//! What a transaction has written without the session knowing which rows: what is read after it may not outlive a rollback.

use crate::entity::Key;
use crate::session::identity::store::Store;
use crate::sql::ast::{Node, Statement};
use crate::sql::value::Value;

/// A write whose rows the session does not know.
#[derive(Debug)]
pub(crate) enum UntrackedWrite {
    /// To any table.
    Anything,
    /// To this table.
    Table(&'static str),
    /// These values, to columns of this table: a row that has others was not written.
    Values(&'static str, Vec<(&'static str, Value)>),
}

impl UntrackedWrite {
    /// What a statement of the program's writes.
    pub(crate) fn of(statement: Statement<'_>) -> Option<Self> {
        match statement {
            Statement::Select(_) | Statement::Compound(_) => None,
            Statement::Insert(insert) => Some(Self::Table(insert.table.name)),
            Statement::Update(update) => {
                let values: Option<Vec<(&'static str, Value)>> = update
                    .assignments
                    .iter()
                    .map(|(column, node)| match node {
                        Node::Bind(value) => Some((*column, value.clone())),
                        _ => None,
                    })
                    .collect();
                Some(values.map_or(Self::Table(update.table.name), |values| Self::Values(update.table.name, values)))
            }
            // What is deleted cannot be read.
            Statement::Delete(_) => None,
            Statement::Text(_) => Some(Self::Anything),
        }
    }

    /// Whether the row in a slot may have been written.
    pub(crate) fn may_concern(&self, store: &Store, slot: u32) -> bool {
        match self {
            Self::Anything => true,
            Self::Table(table) => *table == store.mapper.name,
            Self::Values(table, values) => {
                *table == store.mapper.name && {
                    let row = store.contents.values(slot);
                    let is_equal = |(column, value): &(&'static str, Value)| {
                        row.get(store.mapper.position(column)).is_some_and(|is| Key::of([is]) == Key::of([value]))
                    };
                    values.iter().all(is_equal)
                }
            }
        }
    }
}
