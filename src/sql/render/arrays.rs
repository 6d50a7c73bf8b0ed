//! INSERT of rows that travel as one array for each column: one text, however many rows there are.

use std::fmt::Write as _;

use super::{Binds, Renderer};
use crate::error::Result;
use crate::sql::ast::{Insert, Statement};
use crate::sql::value::{Kind, Value};

/// A column of an INSERT whose values travel as an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArrayColumn {
    /// The type of the array's elements.
    pub(crate) element: &'static str,
    /// What each element is made before it is stored, if it is not stored as it is.
    pub(crate) cast: Option<String>,
}

/// What elements of a kind are called in `CAST($1 AS …[])`. `None`: they travel as text, and so does whatever the column is.
pub(crate) const fn element_type(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Boolean => "BOOLEAN",
        Kind::SmallInt => "SMALLINT",
        Kind::Integer => "INTEGER",
        Kind::BigInt | Kind::Unsigned => "BIGINT",
        Kind::Real => "REAL",
        Kind::Double => "DOUBLE PRECISION",
        Kind::Blob => "BYTEA",
        Kind::Numeric => "NUMERIC",
        Kind::Date => "DATE",
        Kind::Time => "TIME",
        Kind::Timestamp => "TIMESTAMP",
        Kind::TimestampTz => "TIMESTAMP WITH TIME ZONE",
        Kind::Uuid => "UUID",
        Kind::Unknown | Kind::Text | Kind::Json | Kind::Enum(_) | Kind::Array(_) => return None,
    })
}

/// An INSERT on PostgreSQL whose one row has an array for each column; its text, and its values.
pub(crate) fn render_insert_arrays<'a>(
    insert: &'a Insert,
    row: &'a [Vec<(u16, Value)>],
    columns: &'a [ArrayColumn],
) -> Result<(String, Binds<'a>)> {
    let mut renderer = Renderer::new(realgar_metadata::Dialect::PostgreSql);
    renderer.arrays = Some(columns);
    renderer.rows_with_ctes(Statement::Insert(insert), row)?;
    Ok((renderer.sql, renderer.binds))
}

impl<'a> Renderer<'a> {
    /// `(columns) SELECT … FROM unnest(…) WITH ORDINALITY … ORDER BY`, so that keys are counted up in the order of the rows.
    pub(super) fn insert_arrays(&mut self, insert: &Insert, row: &'a [(u16, Value)], columns: &[ArrayColumn]) {
        self.column_list(insert, row.iter().map(|cell| cell.0));
        for (index, column) in columns.iter().enumerate() {
            self.push(if index == 0 { " SELECT " } else { ", " });
            // Writing to a `String` cannot fail.
            let _ = match &column.cast {
                Some(cast) => write!(self.sql, "CAST(c{index} AS {cast})"),
                None => write!(self.sql, "c{index}"),
            };
        }
        for (index, ((_, array), column)) in row.iter().zip(columns).enumerate() {
            self.push(if index == 0 { " FROM unnest(CAST(" } else { ", CAST(" });
            self.bind(array);
            self.push(" AS ");
            self.push(column.element);
            self.push("[])");
        }
        self.push(") WITH ORDINALITY AS given (");
        for index in 0..columns.len() {
            let _ = write!(self.sql, "c{index}, ");
        }
        self.push("n) ORDER BY n");
    }
}
