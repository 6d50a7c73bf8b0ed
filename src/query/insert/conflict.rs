//! ON CONFLICT: what happens to a row that is there already, with the row that was to be inserted at hand.

use super::excluded::UpsertScope;
use super::{HasRows, Insert, InsertColumns};
use crate::entity::Table;
use crate::error::Result;
use crate::query::align::assigned;
use crate::query::returning::Writes;
use crate::query::rules::{FitsInRow, Inner, Mark, References, RowWise};
use crate::query::{Assigned, Column, Condition, Returning, Selection};
use crate::sql::Dialect;
use crate::sql::ast::{ColumnRef, Conflict, ConflictAction, ConflictTarget, Node, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::sql::render::conflict::EXCLUDED;
use crate::statement::Executable;
use crate::types::SqlType;

/// An INSERT that has to say what happens on a conflict: [`do_nothing`](Self::do_nothing) or
/// [`do_update`](Self::do_update).
#[must_use = "it has to say what happens: `.do_nothing()` or `.do_update()`"]
pub struct OnConflict<T, Rows> {
    insert: Insert<T, Rows>,
    target: ConflictTarget,
    index_filter: Vec<Node>,
}

/// Existing rows stay as they are.
#[derive(Clone, Copy, Debug)]
pub struct Kept;

/// Existing rows are updated.
#[derive(Clone, Copy, Debug)]
pub struct Updated;

/// An INSERT with an ON CONFLICT clause.
pub struct Upsert<T, Rows, Action> {
    insert: Insert<T, Rows>,
    mark: Mark<Action>,
}

impl<T: Table, Rows> Insert<T, Rows> {
    /// `ON CONFLICT (columns)`: for rows whose values in these columns, a unique key, are there already. MySQL, which says
    /// `ON DUPLICATE KEY`, takes no columns: there a conflict with any unique key of the table counts.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User)
    ///     .value(NewUser::new("sandy"))
    ///     .on_conflict(User.name)
    ///     .do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) DO NOTHING",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn on_conflict<C: InsertColumns<T, Row = R>, R>(self, columns: C) -> OnConflict<T, Rows>
    where
        Rows: HasRows,
    {
        OnConflict { insert: self, target: ConflictTarget::Columns(columns.names()), index_filter: Vec::new() }
    }

    /// `ON CONFLICT ON CONSTRAINT name`: for rows that violate this unique constraint or primary key. On PostgreSQL only;
    /// MySQL takes any unique key of the table here, too.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// let query = insert(User)
    ///     .value(NewUser::new("sandy"))
    ///     .on_constraint("user_account_name_key")
    ///     .do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES ($1, $2) \
    ///      ON CONFLICT ON CONSTRAINT user_account_name_key DO NOTHING",
    /// );
    /// assert!(query.compile(Dialect::Sqlite).is_err());
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn on_constraint(self, name: &'static str) -> OnConflict<T, Rows>
    where
        Rows: HasRows,
    {
        OnConflict { insert: self, target: ConflictTarget::Constraint(name), index_filter: Vec::new() }
    }

    /// `ON CONFLICT DO NOTHING`: rows that violate any unique key are left out. `ON DUPLICATE KEY UPDATE id = id` on
    /// MySQL, whose INSERT IGNORE would also hide other errors.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy")).on_conflict_do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT \
    ///      DO NOTHING",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn on_conflict_do_nothing(self) -> Upsert<T, Rows, Kept>
    where
        Rows: HasRows,
    {
        OnConflict { insert: self, target: ConflictTarget::Any, index_filter: Vec::new() }.do_nothing()
    }
}

impl<T: Table, Rows> OnConflict<T, Rows> {
    /// `ON CONFLICT (columns) WHERE condition`: the unique index of the columns has this condition. Its values are written
    /// into the text, for databases find the index by it. Not on MySQL, which has no such indexes.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// let sandy = insert(User).value(NewUser::new("sandy")).on_conflict(User.name);
    /// let query =
    ///     sandy.index_where(User.fullname.is_null().and(User.id.gt(10))).do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) WHERE fullname IS NULL AND id > 10 DO NOTHING",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn index_where<C: Condition<(Inner<T>, ()), I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        self.index_filter.extend(condition.into_node());
        self
    }

    /// `DO NOTHING`: such rows are left out, and are not among those of RETURNING. `ON DUPLICATE KEY UPDATE id = id` on
    /// MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User)
    ///     .value(NewUser::new("sandy"))
    ///     .on_conflict(User.name)
    ///     .do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES ($1, $2) \
    ///      ON CONFLICT (name) DO NOTHING",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON DUPLICATE KEY UPDATE name = user_account.name",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn do_nothing(self) -> Upsert<T, Rows, Kept> {
        self.with(ConflictAction::Nothing)
    }

    /// `DO UPDATE`: such rows are updated as [`set`](Upsert::set) says.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let sandy = NewUser::new("sandy").fullname("Sandy Cheeks");
    /// let upsert = insert(User).value(sandy).on_conflict(User.name).do_update();
    /// let query = upsert.set(User.fullname, excluded(User.fullname));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) DO UPDATE SET fullname = excluded.fullname",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON DUPLICATE KEY UPDATE fullname = VALUES(fullname)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn do_update(self) -> Upsert<T, Rows, Updated> {
        self.with(ConflictAction::Update { assignments: Vec::new(), filter: Vec::new() })
    }

    fn with<Action>(mut self, action: ConflictAction) -> Upsert<T, Rows, Action> {
        let first = match &self.target {
            ConflictTarget::Columns(columns) => columns.first().copied(),
            ConflictTarget::Any | ConflictTarget::Constraint(_) => None,
        };
        let own = first.or_else(|| {
            let key = T::metadata().primary_key().column_names();
            T::COLUMNS.iter().copied().find(|column| key.contains(column))
        });
        // A table has a column.
        let own = own.or_else(|| T::COLUMNS.first().copied()).unwrap_or_default();
        self.insert.ast.conflict =
            Some(Box::new(Conflict { target: self.target, index_filter: self.index_filter, own, action }));
        Upsert { insert: self.insert, mark: std::marker::PhantomData }
    }
}

impl<T: Table, Rows> Upsert<T, Rows, Updated> {
    fn parts(&mut self) -> Option<(&mut Vec<(&'static str, Node)>, &mut Vec<Node>)> {
        match &mut self.insert.ast.conflict.as_mut()?.action {
            ConflictAction::Update { assignments, filter } => Some((assignments, filter)),
            ConflictAction::Nothing => None,
        }
    }

    /// `SET column = value`: a Rust value or an expression over the row that is there (`User.name`) and the one that is
    /// not ([`excluded`](super::excluded())`(User.name)`). MySQL assigns from left to right: there, a later value sees what an earlier `set`
    /// has made of `User.name`, where the others see the row as it was.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let upsert = insert(User)
    ///     .value(NewUser::new("sandy"))
    ///     .on_conflict(User.name)
    ///     .do_update();
    /// let query = upsert.set(User.fullname, "again");
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) DO UPDATE SET fullname = ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn set<Sql: SqlType, Id, V: Assigned<Sql, UpsertScope<T>, I, Kept = K>, I, K>(
        mut self,
        column: Column<T, Sql, Id>,
        value: V,
    ) -> Self {
        if let Some((assignments, _)) = self.parts() {
            assignments.push((column.name(), assigned::<Sql, V::Sql>(value.operand())));
        }
        self
    }

    /// `SET column = excluded.column` for each of these columns.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let sandy = NewUser::new("sandy").fullname("Sandy Cheeks");
    /// let upsert = insert(User).value(sandy).on_conflict(User.name).do_update();
    /// let query = upsert.set_excluded((User.name, User.fullname));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) DO UPDATE SET name = excluded.name, fullname = \
    ///      excluded.fullname",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn set_excluded<C: InsertColumns<T, Row = R>, R>(mut self, columns: C) -> Self {
        if let Some((assignments, _)) = self.parts() {
            let excluded = |name| Node::Column(ColumnRef { source: EXCLUDED, name });
            assignments.extend(columns.names().into_iter().map(|name| (name, excluded(name))));
        }
        self
    }

    /// `WHERE condition`: rows that do not meet it stay as they are. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let sandy = NewUser::new("sandy").fullname("Sandy Cheeks");
    /// let upsert = insert(User)
    ///     .value(sandy)
    ///     .on_conflict(User.name)
    ///     .do_update()
    ///     .set_excluded(User.fullname);
    /// let query = upsert.filter(User.fullname.is_null());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON CONFLICT (name) DO UPDATE SET fullname = excluded.fullname \
    ///      WHERE user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter<C: Condition<UpsertScope<T>, I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        if let Some((_, filter)) = self.parts() {
            filter.extend(condition.into_node());
        }
        self
    }
}

impl<T, Rows: HasRows, Action> Upsert<T, Rows, Action> {
    /// `RETURNING columns` of the rows that were inserted or updated. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User)
    ///     .value(NewUser::new("sandy"))
    ///     .on_conflict_do_nothing()
    ///     .returning(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT \
    ///      DO NOTHING RETURNING user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn returning<Sel: Selection<Width: FitsInRow, Refs: References<Parts: RowWise<Kept = ()>>>>(
        mut self,
        columns: Sel,
    ) -> Returning<Self, T, Sel> {
        columns.push(&mut self.insert.ast.returning);
        Returning::new(self)
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy")).on_conflict_do_nothing();
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      ON DUPLICATE KEY UPDATE id = user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.tree()?, dialect)
    }
}

impl<T, Rows: HasRows, Action> Writes for Upsert<T, Rows, Action> {
    fn tree(&self) -> Result<Statement<'_>> {
        self.insert.tree()
    }

    fn into_write(self) -> Write {
        self.insert.into_write()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, Rows: HasRows, Action, M> Executable<(), M> for Upsert<T, Rows, Action> {
    type Answer = Rows::Answer;

    fn ast(&self) -> Result<Statement<'_>> {
        self.tree()
    }

    fn decoder(&self) {}
}

impl<T, Rows, Action> Clone for Upsert<T, Rows, Action> {
    fn clone(&self) -> Self {
        Self { insert: self.insert.clone(), mark: self.mark }
    }
}

impl<T, Rows, Action> std::fmt::Debug for Upsert<T, Rows, Action> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.insert.fmt(f)
    }
}

impl<T, Rows> Clone for OnConflict<T, Rows> {
    fn clone(&self) -> Self {
        Self { insert: self.insert.clone(), target: self.target.clone(), index_filter: self.index_filter.clone() }
    }
}

impl<T, Rows> std::fmt::Debug for OnConflict<T, Rows> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OnConflict")
            .field("insert", &self.insert)
            .field("target", &self.target)
            .field("index_filter", &self.index_filter)
            .finish()
    }
}
