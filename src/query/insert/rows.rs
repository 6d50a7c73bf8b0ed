//! The rows of an INSERT.

use super::{Filled, GoesInto, Insert, TakesRows};
use crate::entity::{InsertRow, Insertable};

impl<T, Rows> Insert<T, Rows> {
    /// `VALUES (…)`: one row, after those that are there.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy"));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?)"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn value<N: Insertable + GoesInto<T, Kept = K>, K>(mut self, row: N) -> Insert<T, Filled>
    where
        Rows: TakesRows,
    {
        self.push(row);
        self.retyped()
    }

    /// `VALUES (…), (…)`: several rows, after those that are there. Rows that set different columns, and on SQLite all
    /// rows, are sent one by one with one prepared statement for each set of columns; none at all inserts nothing.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).values(["sandy", "patrick"].map(NewUser::new));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES ($1, $2), ($3, $4)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn values<N: Insertable + GoesInto<T, Kept = K>, K>(
        mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Insert<T, Filled>
    where
        Rows: TakesRows,
    {
        for row in rows {
            self.push(row);
        }
        self.retyped()
    }

    fn push<N: Insertable>(&mut self, row: N) {
        let mut values = InsertRow::with_capacity(self.ast.columns.len());
        row.values(&mut values);
        let (cells, handles) = values.into_parts();
        if let Some((column, _)) = handles.first() {
            let column = self.ast.columns[usize::from(*column)];
            self.refused = Some(
                format!(
                    "a handle stands for the key in `{}.{column}`, which only a session can look up: \
                     `Session::add` the row, or give the key",
                    self.ast.table.name
                )
                .into(),
            );
        }
        self.ast.rows.push(cells);
    }
}
