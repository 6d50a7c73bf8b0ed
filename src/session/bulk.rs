//! Inserts and updates many rows without instances.

use crate::entity::{InsertRow, Insertable, KeyOf, KeyTypes as _, Managed, RowValues, set_cell, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::added::Addable;
use crate::session::statements::bulk::{insert, key_value, update_by_key};
use crate::session::statements::set_columns::SetColumns;
use crate::sql::ast::{self, Node};
use crate::sql::value::{Kind, Value};

impl Session {
    /// Inserts rows without making instances of them, and returns their number. No keys are returned. This is as fast as
    /// [`insert`](crate::query::insert) through a connection, and it takes handles for keys as [`add`](Self::add) does.
    /// Hooks of single rows are not called. Inserts all rows or none.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// let emails = (0..1000).map(|number| format!("{number}@sqlalchemy.org"));
    /// let addresses = emails.map(|email| NewAddress::new(email, sandy));
    /// assert_eq!(session.bulk_insert(addresses)?, 1000);
    /// assert_eq!(session.scalar(select(func::count(Address.id)))?, Some(1000));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Pending` or `Detached` for handles without a key; errors of the flush before it.
    pub fn bulk_insert<N: Addable<Entity = E>, E: Managed<New = N>>(
        &mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Result<u64> {
        self.autoflush()?;
        let columns = E::COLUMNS;
        let mut insert_rows = ast::Insert {
            table: E::table_ref(),
            columns,
            rows: Vec::new(),
            from_select: None,
            conflict: None,
            returning: Vec::new(),
        };
        for new in rows {
            let (mut cells, handles) = given::<E>(new).into_parts();
            for (column, parent) in handles {
                let key = key_value(&self.identity_map, parent, short_name::<E>())?;
                set_cell(&mut cells, usize::from(column), key);
            }
            insert_rows.rows.push(cells);
        }
        if insert_rows.rows.is_empty() {
            return Ok(0);
        }
        let has_foreign_keys = !E::metadata().foreign_keys.is_empty();
        insert(&mut self.loader(), &insert_rows, has_foreign_keys)
    }

    /// Updates rows by their keys, and returns their number. All other columns are set to the values of the rows, with one
    /// prepared statement. Instances in memory follow, and keep changes that were not flushed. Hooks of single rows are not
    /// called. Updates all rows or none.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let users = session.add_all(["sandy", "patrick"].map(NewUser::new));
    /// session.flush()?;
    /// let mut rows: Vec<User> =
    ///     users.iter().map(|user| session[*user].clone()).collect();
    /// for row in &mut rows {
    ///     row.fullname = Some("Someone".into());
    /// }
    /// // UPDATE user_account SET name=?, fullname=? WHERE user_account.id = ?
    /// assert_eq!(session.bulk_update(rows)?, 2);
    /// assert_eq!(session[users[1]].fullname.as_deref(), Some("Someone"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `StaleData` if a row does not exist or has another `@version`; whatever the database reports; errors of the flush
    /// before it.
    pub fn bulk_update<E: Managed>(&mut self, rows: impl IntoIterator<Item = E>) -> Result<u64> {
        let rows = rows.into_iter().map(|row| {
            let mut values = RowValues::with_capacity(E::COLUMNS.len());
            row.values(&mut values);
            values.into_vec()
        });
        let rows: Vec<Vec<Value>> = rows.collect();
        self.autoflush()?;
        let number = self.identity_map.store_of_type::<E>();
        let mapper = E::mapper();
        let is_set = |at: &usize| !mapper.key.contains(at) && mapper.generated().all(|generated| generated != *at);
        let assigned: Vec<usize> = (0..mapper.columns.len()).filter(is_set).collect();
        update_by_key(&mut self.loader(), number, &assigned, &rows)
    }

    /// Updates some columns of rows by their keys with one prepared statement, and returns the number of rows. Instances in
    /// memory follow, and keep changes that were not flushed. Hooks of single rows are not called. Updates all rows or
    /// none.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let users = session.add_all(["sandy", "patrick"].map(NewUser::new));
    /// // UPDATE user_account SET name=? WHERE …
    /// session.bulk_update_columns(User.name, [(1, "sandra"), (2, "pat")])?;
    /// let columns = (User.name, User.fullname);
    /// let sandy = ("sandy", Some("Sandy Cheeks".to_owned()));
    /// session.bulk_update_columns(columns, [(1, sandy)])?;
    /// assert_eq!(session[users[0]].fullname.as_deref(), Some("Sandy Cheeks"));
    /// assert_eq!(session[users[1]].name, "pat");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `StaleData` if a row does not exist; `InvalidRequest` for columns of the key, for tables with a `@version`, which
    /// only whole rows contain, and for values that the database has to compute; whatever the database reports; errors of
    /// the flush before it.
    #[expect(clippy::needless_pass_by_value, reason = "columns are small values, made where they are given")]
    pub fn bulk_update_columns<C, K: KeyOf<C::Table>, V>(
        &mut self,
        columns: C,
        rows: impl IntoIterator<Item = (K, V)>,
    ) -> Result<u64>
    where
        C: SetColumns<V, Table: Managed>,
    {
        let mapper = <C::Table as Managed>::mapper();
        let refuse =
            |why: &str| Err(Error::new(ErrorKind::InvalidRequest, format!("columns of `{}`: {why}", mapper.name)));
        let assigned: Vec<usize> = columns.names().iter().map(|name| mapper.position(name)).collect();
        if assigned.iter().any(|at| mapper.key.contains(at)) {
            return refuse("the key says which row is meant, and cannot be set along with that");
        }
        if mapper.version.is_some() {
            return refuse("rows with a `@version` are updated as a whole, with `bulk_update`");
        }
        // Only the key and the assigned columns are used.
        let unsaid = vec![Value::Null(Kind::Unknown); mapper.columns.len()];
        let mut whole = Vec::new();
        for (key, values) in rows {
            let mut row = unsaid.clone();
            let mut parts = RowValues::default();
            <C::Table as Managed>::KeyTypes::push(&key.into_key_of(), &mut parts);
            for (at, part) in mapper.key.iter().zip(parts.into_vec()) {
                row[*at] = part;
            }
            for (at, node) in assigned.iter().zip(columns.values(values)) {
                let Node::Bind(value) = &node else {
                    return refuse("values that the database computes are for `update`");
                };
                row[*at] = value.clone();
            }
            whole.push(row);
        }
        self.autoflush()?;
        let number = self.identity_map.store_of(mapper);
        update_by_key(&mut self.loader(), number, &assigned, &whole)
    }
}

/// The values of an insert struct.
fn given<E: Managed>(new: E::New) -> InsertRow {
    let mut row = InsertRow::with_capacity(E::COLUMNS.len());
    new.values(&mut row);
    row
}
