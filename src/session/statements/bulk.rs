//! Many rows by their keys, without instances.

use crate::driver::{Cursor, Outcome};
use crate::engine::{Intent, Sets};
use crate::entity::{InsertRow, Insertable, InstanceId, KeyOf, KeyTypes as _, Managed, RowValues, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::added::Addable;
use crate::session::flush::persistence::{exhaust, identifying, same_row, stale};
use crate::session::flush::plan::set_cell;
use crate::session::identity::map::short_name;
use crate::session::identity::state::State;
use crate::session::statements::set_columns::SetColumns;
use crate::session::undo::untracked_writes::UntrackedWrite;
use crate::sql::ast::{self, Node, Statement};
use crate::sql::render::{Binds, render};
use crate::sql::value::{Kind, Value};
use crate::types::next_version;

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
        let mut insert = ast::Insert {
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
                let key = self.key_value(parent, short_name::<E>())?;
                set_cell(&mut cells, usize::from(column), key);
            }
            insert.rows.push(cells);
        }
        if insert.rows.is_empty() {
            return Ok(0);
        }
        self.transaction.note_written();
        self.identity_map.untracked_writes.push(UntrackedWrite::Table(insert.table.name));
        let outcome: Outcome = self.own_connection()?.answer(Statement::Insert(&insert), (), None)?;
        if !E::metadata().foreign_keys.is_empty() {
            // The new rows belong to collections that may have been read.
            self.relationships.forget_collections();
        }
        Ok(outcome.rows_affected)
    }

    /// The key of a persistent instance that another row refers to.
    fn key_value(&self, parent: InstanceId, child: &str) -> Result<Value> {
        match self.identity_map.state(parent) {
            State::Persistent => {}
            State::Pending => {
                return Err(Error::new(
                    ErrorKind::Pending,
                    format!("a row of `{child}` refers to an instance that is pending: flush the session first"),
                ));
            }
            State::Deleted | State::Detached => {
                return Err(self.identity_map.detached(parent, &format!("a row that one of `{child}` refers to")));
            }
        }
        let at = self.identity_map.mapper(parent).key[0];
        self.identity_map.values(parent).into_iter().nth(at).ok_or_else(|| {
            Error::new(ErrorKind::Expired, format!("a row of `{child}` refers to an instance that is expired"))
        })
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
        self.update_by_key(number, &assigned, &rows)
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
        self.update_by_key(number, &assigned, &whole)
    }

    fn update_by_key(&mut self, number: StoreIndex, assigned: &[usize], rows: &[Vec<Value>]) -> Result<u64> {
        let mapper = self.identity_map.stores[number].mapper;
        let Some(first) = rows.first().filter(|_| !assigned.is_empty()) else { return Ok(0) };
        let statement = ast::Update {
            table: mapper.table_ref(),
            assignments: assigned.iter().map(|&at| (mapper.columns[at], Node::Bind(first[at].clone()))).collect(),
            others: Vec::new(),
            filter: same_row(mapper, first),
            all_rows: false,
            returning: Vec::new(),
        };
        let next = |row: &[Value]| mapper.version.map(|version| next_version(&row[version]));
        let versions: Vec<Option<Value>> = rows.iter().map(|row| next(row)).collect();
        let connection = self.own_connection()?;
        let sql = render(Statement::Update(&statement), connection.dialect())?.sql;
        let identifying = identifying(mapper);
        let mut done = 0;
        connection.begin_nested(|connection| {
            let sets = rows.iter().zip(&versions).map(|(row, next)| {
                let new = |at: usize| next.as_ref().filter(|_| Some(at) == mapper.version).unwrap_or(&row[at]);
                let values = assigned.iter().map(|at| new(*at));
                Ok(values.chain(identifying.iter().map(|at| &row[*at])).collect::<Binds<'_>>())
            });
            let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
                let matched = exhaust(cursor)?;
                if matched != 1 {
                    return Err(stale("UPDATE", mapper, rows.get(done).map_or(&[], Vec::as_slice), matched));
                }
                done += 1;
                Ok(())
            });
            connection.run_many(&sql, Intent::Writes, &mut sets)
        })?;
        self.transaction.note_written();
        self.identity_map.untracked_writes.push(UntrackedWrite::Table(mapper.name));
        for (row, next) in rows.iter().zip(versions) {
            let store = &self.identity_map.stores[number];
            let Some(slot) = store.find(&store.key_in(row)) else { continue };
            let mut changes: Vec<(usize, Value)> = assigned.iter().map(|&at| (at, row[at].clone())).collect();
            for (at, value) in &mut changes {
                if let Some(next) = next.as_ref().filter(|_| Some(*at) == mapper.version) {
                    *value = next.clone();
                }
            }
            let id = self.identity_map.id_at(number, slot);
            if mapper.generated().next().is_some() {
                let key: Vec<Value> = mapper.key.iter().map(|&at| row[at].clone()).collect();
                let values = self.values_of_key(number, &key)?;
                self.follow_values(id, &values.into_iter().enumerate().collect::<Vec<_>>(), true);
            } else {
                self.follow_values(id, &changes, false);
            }
        }
        if !(mapper.table)().foreign_keys.is_empty() {
            self.relationships.forget_collections();
        }
        Ok(rows.len() as u64)
    }
}

/// What an insert struct gives.
fn given<E: Managed>(new: E::New) -> InsertRow {
    let mut row = InsertRow::with_capacity(E::COLUMNS.len());
    new.values(&mut row);
    row
}
