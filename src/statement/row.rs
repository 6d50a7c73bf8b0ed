//! A row whose types are not known when the program is compiled.

use std::collections::BTreeMap;
use std::fmt;

use crate::entity::cells::Cells;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::statement::from_row::{FirstColumn, FromRow};
use crate::statement::from_value::FromValue;

/// A row of values, each to be read by name or position.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// # use realgar::{Engine, text};
/// # let mut conn = Engine::new("sqlite://")?.connect()?;
/// let row = conn.execute(text("SELECT 1 AS x, NULL AS y"))?.one()?;
/// let x: i64 = row.get("x")?;
/// assert_eq!((x, row.get::<Option<String>>(1)?), (1, None));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Row {
    columns: Columns,
    values: Box<[Value]>,
}

impl Row {
    /// The value of a column, by name or by position counted from 0.
    ///
    /// # Errors
    ///
    /// `NoSuchColumn` if there is none of this name or position, or several of this name; `Decode` if its value is
    /// not a `T`.
    pub fn get<T: FromValue>(&self, column: impl RowIndex) -> Result<T> {
        let index = column.index(self)?;
        T::from_value(self.values[index].as_cell()).map_err(|error| {
            let name = self.columns.name(index).unwrap_or_default();
            error.context(format_args!("column `{name}`"))
        })
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.columns.names()
    }

    /// The values in order.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The row as a map from column names to values.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if two columns have one name, so that the map would lose one.
    pub fn to_map(&self) -> Result<BTreeMap<String, Value>> {
        let mut map = BTreeMap::new();
        for (name, value) in self.columns.names().into_iter().zip(&self.values) {
            if map.insert(name.to_owned(), value.clone()).is_some() {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    format!("two columns are named `{name}`: give one of them another name with AS"),
                ));
            }
        }
        Ok(map)
    }

    fn no_such_column(&self, what: impl fmt::Display) -> Error {
        let names: Vec<String> = self.columns.names().into_iter().map(|name| format!("`{name}`")).collect();
        Error::new(ErrorKind::NoSuchColumn, format!("{what}; the columns are {}", names.join(", ")))
    }
}

impl FromRow for Row {
    fn from_row(cells: &mut Cells<'_>) -> Result<Self> {
        let values = (0..cells.len()).map(|_| cells.next_cell().map(|cell| cell.to_value())).collect::<Result<_>>()?;
        Ok(Self { columns: cells.columns().clone(), values })
    }
}

impl FirstColumn for Row {
    type First = Value;

    fn first_column(self) -> Value {
        self.values.into_iter().next().unwrap_or(Value::Null(crate::sql::value::Kind::Unknown))
    }
}

impl PartialEq for Row {
    /// Two rows are equal if their values are; the names of the columns do not count.
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.columns.names().into_iter().zip(&self.values)).finish()
    }
}

/// What a column of a [`Row`] is found by: its name, or its position counted from 0.
pub trait RowIndex {
    /// The position.
    ///
    /// # Errors
    ///
    /// `NoSuchColumn` if there is none.
    fn index(&self, row: &Row) -> Result<usize>;
}

impl RowIndex for usize {
    fn index(&self, row: &Row) -> Result<usize> {
        if *self < row.values.len() {
            return Ok(*self);
        }
        Err(row.no_such_column(format_args!("there is no column at position {self}, counted from 0")))
    }
}

impl RowIndex for str {
    fn index(&self, row: &Row) -> Result<usize> {
        let index = row.columns.position(self).filter(|index| *index < row.values.len());
        let index = index.ok_or_else(|| row.no_such_column(format_args!("there is no column `{self}`")))?;
        if row.columns.names()[index + 1..].contains(&self) {
            return Err(row.no_such_column(format_args!("several columns are named `{self}`")));
        }
        Ok(index)
    }
}

impl RowIndex for String {
    fn index(&self, row: &Row) -> Result<usize> {
        self.as_str().index(row)
    }
}

impl<T: RowIndex + ?Sized> RowIndex for &T {
    fn index(&self, row: &Row) -> Result<usize> {
        (**self).index(row)
    }
}
