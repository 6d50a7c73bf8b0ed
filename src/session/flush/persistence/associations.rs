//! Rows of association tables: what links two instances, and what does so no more.

use smallvec::SmallVec;

use crate::driver::Cursor;
use crate::engine::{BatchRows, InsertBatch, Intent, Sets};
use crate::entity::SecondaryInfo;
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::persistence::{Writer, exhaust};
use crate::session::flush::plan::{LinkRow, set_cell};
use crate::sql::ast::{self, BinaryOperator, ColumnRef, Node, Statement, TableRef};
use crate::sql::render::{Binds, render};
use crate::sql::value::Value;

impl Writer<'_> {
    /// Inserts rows of association tables.
    pub(super) fn link(&mut self, mut rows: Vec<LinkRow>) -> Result<()> {
        self.resolve_links(&mut rows)?;
        for rows in rows.chunk_by(|one, next| one.secondary == next.secondary) {
            let given: SmallVec<[u16; 4]> = rows[0].cells.iter().map(|(column, _)| *column).collect();
            let batch = InsertBatch {
                table: association(&rows[0].secondary),
                columns: rows[0].secondary.columns,
                given: &given,
                missing: &[],
                key: &[],
                has_identity: false,
            };
            let inserted = self.connection.insert_batch(&batch, &mut NewLinks(rows.iter()));
            inserted.map_err(|error| error.context(format_args!("linking rows in `{}`", rows[0].secondary.table)))?;
        }
        Ok(())
    }

    /// Deletes rows of association tables, each of which has to be there.
    pub(super) fn unlink(&mut self, mut rows: Vec<LinkRow>) -> Result<()> {
        self.resolve_links(&mut rows)?;
        for rows in rows.chunk_by(|one, next| one.secondary == next.secondary) {
            let secondary = &rows[0].secondary;
            let equal = rows[0].cells.iter().map(|(at, value)| {
                let name = secondary.columns[usize::from(*at)];
                let column = Node::Column(ColumnRef { source: secondary.table, name });
                Node::Binary(BinaryOperator::Equal, std::sync::Arc::new([column, Node::Bind(value.clone())]))
            });
            let statement = ast::Delete {
                table: association(secondary),
                others: Vec::new(),
                filter: equal.collect(),
                all_rows: false,
                returning: Vec::new(),
            };
            let sql = render(Statement::Delete(&statement), self.connection.dialect())?.sql;
            let sets = rows.iter().map(|row| Ok(row.cells.iter().map(|(_, value)| value).collect::<Binds<'_>>()));
            let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| match exhaust(cursor)? {
                1 => Ok(()),
                matched => Err(Error::new(
                    ErrorKind::StaleData,
                    format!(
                        "{matched} rows of `{}` were deleted where 1 was expected: somebody else has changed the \
                         collection since it was read",
                        secondary.table
                    ),
                )),
            })
            .independent();
            self.connection.run_many(&sql, Intent::Writes, &mut sets)?;
        }
        Ok(())
    }

    /// Puts in the keys of rows that this flush has inserted.
    fn resolve_links(&self, rows: &mut [LinkRow]) -> Result<()> {
        for row in rows {
            for wait in std::mem::take(&mut row.deferred_keys) {
                let value = self.awaited(&wait)?;
                set_cell(&mut row.cells, wait.column, value);
            }
        }
        Ok(())
    }
}

/// Rows of one association table that are to be inserted.
struct NewLinks<'r>(std::slice::Iter<'r, LinkRow>);

impl BatchRows for NewLinks<'_> {
    fn next_row(&mut self, into: &mut Vec<Value>) -> Result<bool> {
        let Some(row) = self.0.next() else { return Ok(false) };
        into.extend(row.cells.iter().map(|(_, value)| value.clone()));
        Ok(true)
    }

    fn inserted(&mut self, _given: &mut [Value], _filled: &mut [Value]) -> Result<()> {
        Ok(())
    }
}

const fn association(secondary: &SecondaryInfo) -> TableRef {
    TableRef { schema: secondary.schema, name: secondary.table }
}
