//! INSERT of several rows: one prepared statement in a loop, which SQLite runs faster than one long VALUES list, and
//! which knows no limit on the number of rows.

use super::connection::{Connection, reborrow};
use super::parameter_sets::Sets;
use crate::driver::Cursor;
use crate::engine::Intent;
use crate::entity::cells::RowContext;
use crate::error::Result;
use crate::sql::ast::Insert;
use crate::sql::render::render_insert;
use crate::sql::value::Value;
use crate::statement::executable::Answer;

impl Connection {
    /// Inserts all rows or, if one of them fails, none: a savepoint stands around them. Neighbours that set the same
    /// columns share a prepared statement.
    pub(super) fn insert_rows<A: Answer>(
        &mut self,
        insert: &Insert,
        decoder: A::Decoder,
        mut context: Option<&mut dyn RowContext>,
    ) -> Result<A> {
        let mut answer = A::nothing();
        if insert.rows.is_empty() {
            return Ok(answer);
        }
        self.begin_nested(|connection| {
            for rows in insert.rows.chunk_by(|one, next| columns(one).eq(columns(next))) {
                let rendered = render_insert(insert, &rows[..1], connection.dialect())?;
                let (before, after) = around(&rows[0], &rendered.binds);
                let sets = rows.iter().map(|row| {
                    let values = row.iter().map(|(_, value)| value);
                    Ok(before.iter().copied().chain(values).chain(after.iter().copied()).collect())
                });
                let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
                    let context = reborrow(&mut context);
                    answer.append(A::receive(cursor, rendered.columns.clone(), decoder, context)?);
                    Ok(())
                });
                connection.run_many(&rendered.sql, Intent::Writes, &mut sets)?;
            }
            Ok(())
        })?;
        Ok(answer)
    }
}

/// The positions of the columns that a row sets.
fn columns(row: &[(u16, Value)]) -> impl Iterator<Item = u16> {
    row.iter().map(|(column, _)| *column)
}

/// The binds before and after those of the row: WITH in front, ON CONFLICT and RETURNING behind.
fn around<'b, 'v>(row: &[(u16, Value)], binds: &'b [&'v Value]) -> (&'b [&'v Value], &'b [&'v Value]) {
    let first = row.first().and_then(|(_, first)| binds.iter().position(|bind| std::ptr::eq(*bind, first)));
    let start = first.unwrap_or_default();
    (&binds[..start], &binds[start + row.len()..])
}
