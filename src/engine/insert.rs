//! INSERT of several rows, as fast as the driver can: prepared statements of a few rows in a loop, or as many rows in one
//! statement as it takes.

use super::arrays::array_of;
use super::connection::{Connection, reborrow};
use super::parameter_sets::Sets;
use crate::driver::{Cursor, InsertStrategy, SqlText};
use crate::engine::Intent;
use crate::entity::cells::RowContext;
use crate::error::Result;
use crate::sql::ast::Insert;
use crate::sql::render::arrays::render_insert_arrays;
use crate::sql::render::{most_binds, render_insert};
use crate::sql::value::Value;
use crate::statement::executable::Answer;

/// The columns of one row that have a value, by their position in the table.
type RowCells = Vec<(u16, Value)>;

impl Connection {
    /// Inserts all rows or, if one of them fails, none: a savepoint stands around them. Neighbours that set the same
    /// columns share a statement.
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
        let strategy = self.features()?.insert;
        self.begin_nested(|connection| {
            for rows in insert.rows.chunk_by(|one, next| columns(one).eq(columns(next))) {
                // Rows of one statement must not conflict with each other, where those of several may; DEFAULT VALUES is
                // one row.
                let one_by_one = insert.conflict.is_some() || rows[0].is_empty();
                if one_by_one || strategy == InsertStrategy::RowByRow && !insert.returning.is_empty() {
                    // What is returned comes in the order of the rows.
                    connection.insert_in_loop(insert, rows, 1, decoder, &mut context, &mut answer)?;
                } else if strategy == InsertStrategy::RowByRow {
                    let (together, rest) = rows.split_at(rows.len() - rows.len() % ROWS_OF_A_RUN);
                    connection.insert_in_loop(insert, together, ROWS_OF_A_RUN, decoder, &mut context, &mut answer)?;
                    connection.insert_in_loop(insert, rest, 1, decoder, &mut context, &mut answer)?;
                } else {
                    connection.insert_together(insert, rows, strategy, decoder, &mut context, &mut answer)?;
                }
            }
            Ok(())
        })?;
        Ok(answer)
    }

    /// One prepared statement, run for each `rows_of_a_run` rows.
    fn insert_in_loop<A: Answer>(
        &mut self,
        insert: &Insert,
        rows: &[RowCells],
        rows_of_a_run: usize,
        decoder: A::Decoder,
        context: &mut Option<&mut dyn RowContext>,
        answer: &mut A,
    ) -> Result<()> {
        let Some(first) = rows.get(..rows_of_a_run) else { return Ok(()) };
        let rendered = render_insert(insert, first, self.dialect())?;
        self.refuse_needs(rendered.needs)?;
        // WITH stands before the row, ON CONFLICT and RETURNING behind it.
        let (before, after) = (&rendered.binds[..rendered.row_binds.start], &rendered.binds[rendered.row_binds.end..]);
        let sets = rows.chunks(rows_of_a_run).map(|rows| {
            let values = rows.iter().flatten().map(|(_, value)| value);
            Ok(before.iter().copied().chain(values).chain(after.iter().copied()).collect())
        });
        let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
            answer.append(A::receive(cursor, rendered.columns.clone(), decoder, reborrow(context))?);
            Ok(())
        })
        .independent();
        self.run_many(&rendered.sql, Intent::Writes, &mut sets)
    }

    /// As many rows in one statement as its binds allow.
    fn insert_together<A: Answer>(
        &mut self,
        insert: &Insert,
        rows: &[RowCells],
        strategy: InsertStrategy,
        decoder: A::Decoder,
        context: &mut Option<&mut dyn RowContext>,
        answer: &mut A,
    ) -> Result<()> {
        let one = render_insert(insert, &rows[..1], self.dialect())?;
        self.refuse_needs(one.needs)?;
        let others = one.binds.len() - one.row_binds.len();
        let most = (most_binds(self.dialect()).saturating_sub(others) / rows[0].len()).clamp(1, MOST_ROWS);
        for rows in rows.chunks(most) {
            let values = rows.iter().map(|row| row.iter().map(|(_, value)| value));
            if let Some(array_columns) = self.array_columns(strategy, values, |_| Ok(one.sql.clone()))? {
                let arrays = rows[0].iter().enumerate().map(|(at, (column, _))| {
                    let elements = rows.iter().filter_map(|row| row.get(at)).map(|(_, value)| value.clone());
                    (*column, array_of(elements.collect()))
                });
                let row = [arrays.collect()];
                let (sql, binds) = render_insert_arrays(insert, &row, &array_columns)?;
                self.run_text(SqlText::kept(&sql), &binds, Intent::Writes, &mut |cursor| {
                    answer.append(A::receive(cursor, one.columns.clone(), decoder, reborrow(context))?);
                    Ok(())
                })?;
                continue;
            }
            let rendered = render_insert(insert, rows, self.dialect())?;
            let text = SqlText { varies: rendered.varies && rows.len() < most, ..SqlText::kept(&rendered.sql) };
            self.run_text(text, &rendered.binds, Intent::Writes, &mut |cursor| {
                answer.append(A::receive(cursor, rendered.columns.clone(), decoder, reborrow(context))?);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// How many rows one run inserts, where a run is a call and not a round trip. It is as fast as a hundred, and leaves few rows
/// that are inserted one by one.
const ROWS_OF_A_RUN: usize = 16;

/// The most rows that one statement inserts, where its binds allow as many. More make it no faster.
pub(super) const MOST_ROWS: usize = 1_000;

/// The positions of the columns that a row sets.
fn columns(row: &[(u16, Value)]) -> impl Iterator<Item = u16> {
    row.iter().map(|(column, _)| *column)
}
