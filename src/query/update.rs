//! UPDATE.

use super::align::assigned;
use super::returning::{Joined, Writes};
use super::rules::{ChangesRowsOf, FitsInRow, Inner, Mark, NotIn, References, RowWise, StandsAlone};
use super::{Assigned, Column, Condition, FromSource, JoinTarget, Returning, Selection, TableSource};
use crate::driver::Outcome;
use crate::entity::{ChangedValues, Changes, Table};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Join, JoinKind, Node, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::statement::{Answer, Executable};
use crate::types::SqlType;

/// No condition was given yet.
#[derive(Clone, Copy, Debug)]
pub struct Unfiltered;

/// A condition was given, or `.all_rows()`.
#[derive(Clone, Copy, Debug)]
pub struct Filtered;

/// A statement that says which rows it touches.
#[diagnostic::on_unimplemented(
    message = "this UPDATE or DELETE has no condition and would touch every row",
    label = "no `.filter(…)`",
    note = "add `.filter(condition)`, or `.all_rows()` if every row is meant"
)]
pub trait SaysWhichRows {
    /// What the statement gives.
    type Answer: Answer<Decoder = ()>;
}

#[diagnostic::do_not_recommend]
impl<R: HasCondition> SaysWhichRows for R {
    type Answer = Outcome;
}

/// [`Filtered`].
pub trait HasCondition {}

#[diagnostic::do_not_recommend]
impl HasCondition for Filtered {}

/// An UPDATE of table `T`.
pub struct Update<T, Rows = Unfiltered, Scope = (Inner<T>, ())> {
    ast: ast::Update,
    mark: Mark<(T, Rows, Scope)>,
}

/// `UPDATE table SET …`. Needs [`filter`](Update::filter) or [`all_rows`](Update::all_rows).
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = update(User)
///     .set(User.fullname, "Sandy Cheeks")
///     .filter(User.name.eq("sandy"));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "UPDATE user_account SET fullname=? WHERE user_account.name = ?"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn update<C: super::EntityColumns<Source: Table>>(_table: C) -> Update<C::Source> {
    Update::new(ast::Update {
        table: <C::Source as Table>::table_ref(),
        assignments: Vec::new(),
        others: Vec::new(),
        filter: Vec::new(),
        all_rows: false,
        returning: Vec::new(),
    })
}

impl<T, Rows, Sc> Update<T, Rows, Sc> {
    const fn new(ast: ast::Update) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    /// `SET column=value`: a Rust value or an expression over the columns of the table and of those that are joined.
    /// `None` is NULL, which only nullable columns take; [`set_if`](Self::set_if) leaves the column out instead. MySQL
    /// assigns from left to right: there, a later value sees what an earlier `set` has made of a column, where the others
    /// see the row as it was.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let user = update(User).filter(User.id.eq(1));
    /// let query = user
    ///     .set(User.fullname, None::<String>)
    ///     .set(User.name, func::lower(User.name));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET fullname=?, name=lower(user_account.name) \
    ///      WHERE user_account.id = ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn set<Sql: SqlType, Id, V: Assigned<Sql, Sc, I, Kept = K>, I, K>(
        mut self,
        column: Column<T, Sql, Id>,
        value: V,
    ) -> Self {
        self.ast.assignments.push((column.name(), assigned::<Sql, V::Sql>(value.operand())));
        self
    }

    /// `SET column=value` if there is a value; `None` leaves the column as it is. To set a nullable column to NULL that
    /// way, give `Some(None)`. An update whose values all turn out to be `None` is refused when it is executed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let (name, fullname) = (Some("sandy"), None::<&str>);
    /// let query = update(User)
    ///     .set_if(User.name, name)
    ///     .set_if(User.fullname, fullname)
    ///     .filter(User.id.eq(1));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET name=? WHERE user_account.id = ?"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn set_if<Sql: SqlType, Id, V: Assigned<Sql, Sc, I, Kept = K>, I, K>(
        self,
        column: Column<T, Sql, Id>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// `SET column=value` for each column that a changeset gives a value; the others stay as they are. An update without
    /// any is refused when it is executed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{User, UserChanges};
    /// // what a PATCH request says: no new name, and no full name any more
    /// let patch = UserChanges { name: None, fullname: Some(None) };
    /// let query = update(User).changes(patch).filter(User.id.eq(1));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET fullname=? WHERE user_account.id = ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a changeset is made where it is used")]
    pub fn changes<C: Changes + ChangesRowsOf<T, Kept = K>, K>(mut self, changes: C) -> Self
    where
        T: Table,
    {
        let changed = ChangedValues::of(&changes).named::<T>();
        self.ast.assignments.extend(changed.map(|(column, value)| (column, Node::Bind(value))));
        self
    }

    /// `WHERE condition`; several are joined by AND. `None` adds nothing; a statement whose conditions all turn out to
    /// be `None` is refused when it is executed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = update(User)
    ///     .set(User.name, "sandy")
    ///     .filter(User.id.gt(1))
    ///     .filter(User.fullname.is_null());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET name=? WHERE user_account.id > ? \
    ///      AND user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn filter<C: Condition<Sc, I, Kept = K>, I, K>(mut self, condition: C) -> Update<T, Filtered, Sc> {
        self.ast.filter.extend(condition.into_node());
        Update::new(self.ast)
    }

    /// Adds a condition that was checked elsewhere.
    pub(super) fn filter_node(mut self, condition: Option<Node>) -> Self {
        self.ast.filter.extend(condition);
        self
    }

    /// Applies to every row; with another table joined, to every row that has a partner there.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = update(User).set(User.fullname, User.name).all_rows();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET fullname=user_account.name"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn all_rows(mut self) -> Update<T, Filtered, Sc> {
        self.ast.all_rows = true;
        Update::new(self.ast)
    }

    /// `UPDATE … FROM source`: its columns may be used in SET and in the conditions, of which one has to say what belongs
    /// together. `UPDATE table, source` on MySQL. Where several of its rows fit one row, the database picks one.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let joined = update(User).from(Address).filter(User.id.eq(Address.user_id));
    /// let query = joined.set(User.fullname, Address.email_address);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET fullname=address.email_address FROM address \
    ///      WHERE user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn from<F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: StandsAlone>, K>(
        mut self,
        source: F,
    ) -> Update<T, Rows, (Inner<F::Source>, Sc)> {
        self.ast.others.push(Join { kind: JoinKind::Cross, item: source.item(), on: None });
        Update::new(self.ast)
    }

    /// `UPDATE … FROM target WHERE …`: like [`from`](Self::from), with the condition that a foreign key or a
    /// relationship gives, as in [`Select::join`](super::Select::join). It does not stand for a
    /// [`filter`](Self::filter).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = update(User)
    ///     .join(User.addresses)
    ///     .set(User.fullname, Address.email_address)
    ///     .filter(User.id.gt(5));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET fullname=address.email_address FROM address \
    ///      WHERE user_account.id = address.user_id AND user_account.id > ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Update<T, Rows, (Inner<S>, Sc)> {
        self.ast.others.push(target.join(JoinKind::Inner));
        Update::new(self.ast)
    }
}

impl<T, Sc> Update<T, Filtered, Sc> {
    /// `RETURNING columns` of this table's rows as they are afterwards. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = update(User)
    ///     .set(User.name, "sandy")
    ///     .filter(User.id.eq(1))
    ///     .returning((User.id, User.name));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "UPDATE user_account SET name=? WHERE user_account.id = ? \
    ///      RETURNING user_account.id, user_account.name",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn returning<Sel: Selection<Width: FitsInRow, Refs: References<Parts: RowWise<Kept = ()>>>>(
        mut self,
        columns: Sel,
    ) -> Returning<Self, T, Sel> {
        columns.push(&mut self.ast.returning);
        Returning::new(self)
    }

    /// `RETURNING columns` of this table's rows as they are afterwards, and of the rows of other tables that they were joined with. The
    /// latter on PostgreSQL only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let joined =
    ///     update(User).join(User.addresses).set(User.fullname, Address.email_address);
    /// let query =
    ///     joined.filter(User.id.gt(5)).returning_joined((User.name, Address.id));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "UPDATE user_account SET fullname=address.email_address \
    ///      FROM address WHERE user_account.id = address.user_id \
    ///      AND user_account.id > $1 RETURNING user_account.name, address.id",
    /// );
    /// assert!(query.compile(Dialect::Sqlite).is_err());
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn returning_joined<Sel: Selection<Width: FitsInRow, Refs: References<Parts: RowWise<Kept = ()>>>>(
        mut self,
        columns: Sel,
    ) -> Returning<Self, Joined<Sc>, Sel> {
        columns.push(&mut self.ast.returning);
        Returning::new(self)
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = update(User).set(User.name, "sandy").filter(User.id.eq(1));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "UPDATE user_account SET name=$1 WHERE user_account.id = $2",
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

impl<T, Sc> Writes for Update<T, Filtered, Sc> {
    fn tree(&self) -> Result<Statement<'_>> {
        Ok(Statement::Update(&self.ast))
    }

    fn into_write(self) -> Write {
        Write::Update(self.ast)
    }
}

#[diagnostic::do_not_recommend]
impl<T: TableSource, Rows: SaysWhichRows, Sc, M> Executable<(), M> for Update<T, Rows, Sc> {
    type Answer = Rows::Answer;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Update(&self.ast))
    }

    fn decoder(&self) {}
}

impl<T, Rows, Sc> Clone for Update<T, Rows, Sc> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<T, Rows, Sc> std::fmt::Debug for Update<T, Rows, Sc> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}
