//! What is decided at run time and still checked when the program is compiled: joins, columns by name, the count of
//! all rows. Conditions, order and limits are data anyway.

use super::group::Grouping;
use super::rules::NotIn;
use super::rules::{Both, Fitting, Inner, Mark, NoRefs, OuterRefs, Ref, RefsIn, StandsAlone, Whole};
use super::{
    Aggregate, Derived, EntityColumns, JoinTarget, Order, Query, RowIn, RowsOf, Select, Selection, func, select,
};
use crate::entity::Table;
use crate::entity::cells::Cells;
use crate::error::Result;
use crate::sql::ast::{ColumnRef, JoinKind, Node, SelectItem};
use crate::sql::names::shown;
use crate::statement::{FromRow as _, Row};
use crate::types::BigInt;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `JOIN target ON …` and what `then` adds, if `wanted`; the query as it is, if not. Inside `then`, the columns of
    /// `target` may be used; outside it they may not, because nobody knows whether they are there. The select list is
    /// decided before, so the row type stays.
    ///
    /// A join that stands there already is not repeated: several filters may each ask for it.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let only_org = true;
    /// let query = select(User.id).join_if(only_org, Address, |query| {
    ///     query.filter(Address.email_address.ends_with(".org"))
    /// });
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account JOIN address \
    ///      ON user_account.id = address.user_id WHERE address.email_address LIKE '%' \
    ///      || ? ESCAPE '/'",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// A row is there once for each of its partners: add [`distinct`](Self::distinct), or ask with
    /// [`exists`](Self::exists) instead, if that is not meant.
    #[must_use]
    pub fn join_if<J, S, I>(
        self,
        wanted: bool,
        target: J,
        then: impl FnOnce(Select<Sel, (Inner<S>, Sc), G>) -> Select<Sel, (Inner<S>, Sc), G>,
    ) -> Self
    where
        J: JoinTarget<Sc, I, Source = S>,
        S: NotIn<Sc>,
    {
        self.join_if_some(wanted.then_some(()), target, |query, ()| then(query))
    }

    /// The same for a value that may be absent: `then` gets it, if it is there.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let email = Some("sandy@sqlalchemy.org");
    /// let query = select(User.id).join_if_some(email, Address, |query, email| {
    ///     query.filter(Address.email_address.eq(email))
    /// });
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account JOIN address \
    ///      ON user_account.id = address.user_id WHERE address.email_address = ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn join_if_some<V, J, S, I>(
        self,
        wanted: Option<V>,
        target: J,
        then: impl FnOnce(Select<Sel, (Inner<S>, Sc), G>, V) -> Select<Sel, (Inner<S>, Sc), G>,
    ) -> Self
    where
        J: JoinTarget<Sc, I, Source = S>,
        S: NotIn<Sc>,
    {
        let Some(value) = wanted else { return self };
        let join = target.join(JoinKind::Inner);
        let joined = self.changed(|ast| {
            if !ast.joins.contains(&join) {
                ast.joins.push(join);
            }
        });
        then(joined.retyped(), value).retyped()
    }

    /// How many rows the query has without LIMIT and OFFSET: `SELECT count(*) FROM (SELECT …) AS counted`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let page = select(User.id)
    ///     .filter(User.name.starts_with("s"))
    ///     .order_by(User.name)
    ///     .limit(10);
    /// let query = page.total();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT count(*) FROM (SELECT user_account.id AS id FROM user_account \
    ///      WHERE user_account.name LIKE ? || '%' ESCAPE '/') AS counted",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn total<I, J>(&self) -> Select<Aggregate<BigInt, NoRefs>, (Inner<Derived<Sel, Sc>>, ())>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs<Out: StandsAlone>,
    {
        let all = self.clone().changed(|ast| {
            ast.order_by.clear();
            ast.limit = None;
            ast.offset = None;
            ast.has_options = false;
        });
        let counted = all.subquery("counted");
        // A query that stands alone needs nothing from outside.
        select(func::count_all()).select_from(counted).retyped()
    }

    /// The same query with rows of no special type: to be read by name, or as [`mappings`](crate::Rows::mappings).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<Row> = select((User.id, User.name)).untyped();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id, user_account.name FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn untyped<I, J>(self) -> Query<Row>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        self.erase().untyped()
    }
}

/// Columns by the name that a user gives: on an entity (`User`), or on a tuple of two or three.
///
/// A name is that of a column, or with its table's in front, `user_account.name`. Of several tables, a column's name
/// alone has to be that of one only. What is not found is `None`; a name never becomes SQL.
pub trait ByName: Sized {
    /// All columns of these tables.
    type Refs;

    /// Finds a column.
    #[doc(hidden)]
    fn find(&self, name: &str) -> Option<ColumnRef>;

    /// A key for `order_by`, ascending: `User.column_by_name(&wanted).map(|key| key.desc())`. To allow some columns only,
    /// look the name up in a list first, or write a `match` whose arms are `User.name.asc().of_table()`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let key = User.column_by_name("fullname").map(|key| key.desc());
    /// let query = select(User.id).order_by(key);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      ORDER BY user_account.fullname DESC",
    /// );
    /// assert!(User.column_by_name("fullname; DROP TABLE user_account").is_none());
    /// # Ok::<(), realgar::Error>(())
    /// ```
    fn column_by_name(&self, name: &str) -> Option<Order<Self::Refs>> {
        Some(Order::new(Node::Column(self.find(name)?), false, None))
    }

    /// A select list whose rows are read by name, to stand alone; `None` if one of the names is not found.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let columns = (User, Address)
    ///     .columns_by_name(["name", "email_address"])
    ///     .expect("there are such columns");
    /// let query = select(columns).join(Address);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, address.email_address FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    fn columns_by_name<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<NamedColumns<Self::Refs>> {
        let columns = names.into_iter().map(|name| self.find(name)).collect::<Option<_>>()?;
        Some(NamedColumns { columns, mark: std::marker::PhantomData })
    }
}

fn columns_called<C: EntityColumns>(entity: C, name: &str) -> Option<ColumnRef> {
    let source = entity.source_name();
    let wanted = match name.rsplit_once('.') {
        Some((table, column)) if table == shown(source) => column,
        _ => name,
    };
    let columns = <<C::Source as RowsOf>::Table as Table>::COLUMNS;
    columns.iter().find(|column| **column == wanted).map(|name| ColumnRef { source, name })
}

fn only(found: &[Option<ColumnRef>]) -> Option<ColumnRef> {
    let mut found = found.iter().flatten();
    found.next().copied().filter(|_| found.next().is_none())
}

impl<C: EntityColumns> ByName for C {
    type Refs = Whole<C::Source>;

    fn find(&self, name: &str) -> Option<ColumnRef> {
        columns_called(*self, name)
    }
}

impl<A: EntityColumns, B: EntityColumns> ByName for (A, B) {
    type Refs = Both<Whole<A::Source>, Whole<B::Source>>;

    fn find(&self, name: &str) -> Option<ColumnRef> {
        only(&[columns_called(self.0, name), columns_called(self.1, name)])
    }
}

impl<A: EntityColumns, B: EntityColumns, C: EntityColumns> ByName for (A, B, C) {
    type Refs = Both<Whole<A::Source>, Both<Whole<B::Source>, Whole<C::Source>>>;

    fn find(&self, name: &str) -> Option<ColumnRef> {
        only(&[columns_called(self.0, name), columns_called(self.1, name), columns_called(self.2, name)])
    }
}

impl<S, Id> Order<Ref<S, Id>> {
    /// The same key with a type that only says which table it is of, so that keys of several columns have one type.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let key = match "newest" {
    ///     "name" => User.name.asc().of_table(),
    ///     _ => User.id.desc().of_table(),
    /// };
    /// let query = select(User.name).order_by(key);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account ORDER BY user_account.id DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn of_table(self) -> Order<Whole<S>> {
        self.retyped()
    }
}

/// Columns whose names were given at run time, as a select list: made by [`ByName::columns_by_name`]. A row is a
/// [`Row`]: they stand alone, not in a tuple.
pub struct NamedColumns<R> {
    columns: Vec<ColumnRef>,
    mark: Mark<R>,
}

#[diagnostic::do_not_recommend]
impl<R> Selection for NamedColumns<R> {
    type Refs = R;
    type Width = Fitting;

    fn push(&self, items: &mut Vec<SelectItem>) {
        items.extend(self.columns.iter().map(|column| SelectItem::Expression(Node::Column(*column))));
    }
}

impl<R: RefsIn<Sc, I>, Sc, I, M> RowIn<Sc, I, M> for NamedColumns<R> {
    type Row = Row;
    type Scalar = Row;

    fn decode(cells: &mut Cells<'_>) -> Result<Row> {
        Row::from_row(cells)
    }

    fn scalar(row: Row) -> Row {
        row
    }
}

impl<R> Clone for NamedColumns<R> {
    fn clone(&self) -> Self {
        Self { columns: self.columns.clone(), mark: self.mark }
    }
}

impl<R> std::fmt::Debug for NamedColumns<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.columns.fmt(f)
    }
}
