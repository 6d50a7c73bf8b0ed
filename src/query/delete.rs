//! DELETE.

use super::returning::{Joined, Writes};
use super::rules::{FitsInRow, Inner, Mark, NotIn, References, RowWise, StandsAlone};
use super::update::{Filtered, SaysWhichRows, Unfiltered};
use super::{Condition, FromSource, JoinTarget, Returning, Selection, TableSource};
use crate::entity::Table;
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Join, JoinKind, Node, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::statement::Executable;

/// A DELETE from table `T`.
pub struct Delete<T, Rows = Unfiltered, Scope = (Inner<T>, ())> {
    ast: ast::Delete,
    mark: Mark<(T, Rows, Scope)>,
}

/// `DELETE FROM table`. Needs [`filter`](Delete::filter) or [`all_rows`](Delete::all_rows).
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = delete(User).filter(User.name.eq("patrick"));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "DELETE FROM user_account WHERE user_account.name = ?"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn delete<C: super::EntityColumns<Source: Table>>(_table: C) -> Delete<C::Source> {
    Delete::new(ast::Delete {
        table: <C::Source as Table>::table_ref(),
        others: Vec::new(),
        filter: Vec::new(),
        all_rows: false,
        returning: Vec::new(),
    })
}

impl<T, Rows, Sc> Delete<T, Rows, Sc> {
    const fn new(ast: ast::Delete) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    /// `WHERE condition`; several are joined by AND. `None` adds nothing; a statement whose conditions all turn out to
    /// be `None` is refused when it is executed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = delete(User).filter(User.id.gt(1)).filter(User.fullname.is_null());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "DELETE FROM user_account WHERE user_account.id > ? \
    ///      AND user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn filter<C: Condition<Sc, I, Kept = K>, I, K>(mut self, condition: C) -> Delete<T, Filtered, Sc> {
        self.ast.filter.extend(condition.into_node());
        Delete::new(self.ast)
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
    /// let query = delete(Address).all_rows();
    /// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "DELETE FROM address");
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn all_rows(mut self) -> Delete<T, Filtered, Sc> {
        self.ast.all_rows = true;
        Delete::new(self.ast)
    }

    /// `DELETE … USING source`: its columns may be used in the conditions, of which one has to say what belongs together.
    /// `DELETE FROM table USING table, source` on MySQL; on SQLite, `WHERE EXISTS (SELECT 1 FROM source WHERE …)`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = delete(Address)
    ///     .using(User)
    ///     .filter(Address.user_id.eq(User.id))
    ///     .filter(User.name.eq("patrick"));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "DELETE FROM address USING user_account \
    ///      WHERE address.user_id = user_account.id AND user_account.name = $1",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn using<F: FromSource<Source: NotIn<Sc, Kept = K>, Refs: StandsAlone>, K>(
        mut self,
        source: F,
    ) -> Delete<T, Rows, (Inner<F::Source>, Sc)> {
        self.ast.others.push(Join { kind: JoinKind::Cross, item: source.item(), on: None });
        Delete::new(self.ast)
    }

    /// `DELETE … USING target WHERE …`: like [`using`](Self::using), with the condition that a foreign key or a
    /// relationship gives, as in [`Select::join`](super::Select::join). It does not stand for a
    /// [`filter`](Self::filter).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = delete(Address).join(Address.user).filter(User.name.eq("patrick"));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "DELETE FROM address USING user_account \
    ///      WHERE user_account.id = address.user_id AND user_account.name = $1",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "DELETE FROM address WHERE EXISTS (SELECT 1 FROM user_account \
    ///      WHERE user_account.id = address.user_id AND user_account.name = ?)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc, Kept = K>, I, K>(
        mut self,
        target: J,
    ) -> Delete<T, Rows, (Inner<S>, Sc)> {
        self.ast.others.push(target.join(JoinKind::Inner));
        Delete::new(self.ast)
    }
}

impl<T, Sc> Delete<T, Filtered, Sc> {
    /// `RETURNING columns` of this table's rows as they were. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = delete(User).filter(User.id.eq(1)).returning(User);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "DELETE FROM user_account WHERE user_account.id = ? \
    ///      RETURNING user_account.id, user_account.name, user_account.fullname",
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

    /// `RETURNING columns` of this table's rows as they were, and of the rows of other tables that they were joined with. The
    /// latter on PostgreSQL only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let joined = delete(Address).join(Address.user).filter(User.name.eq("patrick"));
    /// let query = joined.returning_joined((Address.email_address, User.name));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "DELETE FROM address USING user_account \
    ///      WHERE user_account.id = address.user_id \
    ///      AND user_account.name = $1 RETURNING address.email_address, \
    ///      user_account.name",
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
    /// let query = delete(User).filter(User.id.eq(1));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "DELETE FROM user_account WHERE user_account.id = $1"
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

impl<T, Sc> Writes for Delete<T, Filtered, Sc> {
    fn tree(&self) -> Result<Statement<'_>> {
        Ok(Statement::Delete(&self.ast))
    }

    fn into_write(self) -> Write {
        Write::Delete(self.ast)
    }
}

#[diagnostic::do_not_recommend]
impl<T: TableSource, Rows: SaysWhichRows, Sc, M> Executable<(), M> for Delete<T, Rows, Sc> {
    type Answer = Rows::Answer;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Delete(&self.ast))
    }

    fn decoder(&self) {}
}

impl<T, Rows, Sc> Clone for Delete<T, Rows, Sc> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<T, Rows, Sc> std::fmt::Debug for Delete<T, Rows, Sc> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}
