//! One prepared statement, run for each row.

use smallvec::SmallVec;

use super::{BatchRows, InsertBatch};
use crate::driver::{Cursor, ParameterSets};
use crate::error::Result;
use crate::sql::render::Binds;
use crate::sql::value::Value;

/// The runs of a statement that inserts one row.
pub(super) struct RowByRow<'r, 'b> {
    pub(super) batch: &'r InsertBatch<'b>,
    pub(super) rows: &'r mut dyn BatchRows,
    /// The key comes without asking.
    pub(super) takes_last_id: bool,
    pub(super) given: Vec<Value>,
    pub(super) filled: SmallVec<[Value; 4]>,
}

impl ParameterSets for RowByRow<'_, '_> {
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool> {
        self.given.clear();
        if !self.rows.next_row(&mut self.given)? {
            return Ok(false);
        }
        let binds: Binds<'_> = self.given.iter().collect();
        bind(&binds)?;
        Ok(true)
    }

    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()> {
        self.filled.clear();
        if let Some(row) = cursor.next()? {
            for value in row.to_values(0) {
                self.filled.push(value?);
            }
            while cursor.next()?.is_some() {}
        }
        if self.takes_last_id {
            self.filled.extend(cursor.outcome().last_insert_id.map(Value::BigInt));
        }
        if self.filled.len() != self.batch.missing.len() {
            return Err(self.batch.swallowed());
        }
        self.rows.inserted(&mut self.given, &mut self.filled)
    }
}
