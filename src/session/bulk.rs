//! Many rows by their keys, without instances.

use crate::entity::{InsertRow, Insertable, KeyOf, KeyTypes as _, Managed, RowValues, set_cell, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::added::Addable;
use crate::session::statements::bulk::{insert, key_value, update_by_key};
use crate::session::statements::set_columns::SetColumns;
use crate::sql::ast::{self, Node};
use crate::sql::value::{Kind, Value};

impl Session {
    /// Inserts rows without making instances of them: nothing is kept of them, and no keys come back. As fast as
    /// [`insert`](crate::query::insert) through a connection, and it takes handles for keys as [`add`](Self::add) does.
    /// Hooks of single rows are not run. All are inserted, or none. Gives how many.
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
    /// let addresses = (0..1000).map(|number| NewAddress::new(format!("{number}@sqlalchemy.org"), sandy));
    /// assert_eq!(session.bulk_insert(addresses)?, 1000);
    /// assert_eq!(session.scalar(select(func::count(Address.id)))?, Some(1000));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Pending`, `Detached` for handles that have no key; those of the flush before it.
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

    /// Updates rows by their keys: all other columns are set to what the rows say, with one prepared statement. Instances
    /// in memory follow; what was not flushed of them stays. Hooks of single rows are not run. All are updated, or none.
    /// Gives how many.
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
    /// let named = users.iter().map(|user| User { fullname: Some("Someone".into()), ..session[*user].clone() });
    /// let named: Vec<User> = named.collect();
    /// assert_eq!(session.bulk_update(named)?, 2); // UPDATE user_account SET name=?, fullname=? WHERE user_account.id = ?
    /// assert_eq!(session[users[1]].fullname.as_deref(), Some("Someone"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `StaleData` if a row is not there, or has another `@version`; whatever the database reports; those of the flush
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

    /// Updates some columns of rows by their keys, with one prepared statement. Instances in memory follow; what was not
    /// flushed of them stays. Hooks of single rows are not run. All are updated, or none. Gives how many.
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
    /// session.bulk_update_columns(User.name, [(1, "sandra"), (2, "pat")])?; // UPDATE user_account SET name=? WHERE …
    /// session.bulk_update_columns((User.name, User.fullname), [(1, ("sandy", Some("Sandy Cheeks".to_owned())))])?;
    /// assert_eq!(session[users[0]].fullname.as_deref(), Some("Sandy Cheeks"));
    /// assert_eq!(session[users[1]].name, "pat");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `StaleData` if a row is not there; `InvalidRequest` for columns of the key, for tables with a `@version`, which only
    /// whole rows know, and for values that the database has to compute; whatever the database reports; those of the flush
    /// before it.
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
        // What a row does not say is not looked at.
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

/// What an insert struct gives.
fn given<E: Managed>(new: E::New) -> InsertRow {
    let mut row = InsertRow::with_capacity(E::COLUMNS.len());
    new.values(&mut row);
    row
}
