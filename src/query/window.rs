//! Window functions: `func::rank().over().partition_by(…).order_by(…).rows(…)`.

use std::sync::Arc;

use super::func::argument_nodes;
use super::operand::Operand;
use super::rules::{Both, Checked, DistinctRows, Fitting, Mark, Never, NoRefs, References, WindowFree, Windowed};
use super::{Aggregate, ComparableWith, Expression, OrderKeys, RowIn, Selection};
use crate::entity::cells::Cells;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{self, Bound, Call, Exclude, Frame, FrameUnit, NamedWindow, Node, OverWindow, SelectItem};
use crate::types::SqlType;

/// A function that needs a window: [`over`](Self::over) gives it one.
#[must_use]
pub struct WindowFunction<T, R> {
    call: Call,
    mark: Mark<(T, R)>,
}

/// `function OVER (…)`: an expression that is computed from the rows of the result, after WHERE, GROUP BY and HAVING.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let number = func::row_number()
///     .over()
///     .partition_by(Address.user_id)
///     .order_by(Address.id);
/// let so_far = func::count(Address.id)
///     .over()
///     .order_by(Address.id)
///     .rows(Bound::preceding(2), Bound::current_row());
/// let query = select((number.label("number"), so_far.label("so_far")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT row_number() OVER (PARTITION BY address.user_id \
///      ORDER BY address.id) AS number, count(address.id) \
///      OVER (ORDER BY address.id ROWS BETWEEN ? PRECEDING \
///      AND CURRENT ROW) AS so_far FROM address",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub struct Over<T, R> {
    over: ast::Over,
    mark: Mark<(T, R)>,
}

/// A window with a name, for several functions: [`window`].
#[must_use]
pub struct Window<R> {
    named: NamedWindow,
    mark: Mark<R>,
}

/// A window that several functions share, written once: `window("w").order_by(User.id)` becomes
/// `… OVER w … WINDOW w AS (ORDER BY user_account.id)`. Functions take it with `.over_window(&w)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let w = window("w").partition_by(Address.user_id).order_by(Address.id);
/// let query = select((
///     func::row_number().over_window(&w),
///     func::rank().over_window(&w),
///     Address.id,
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT row_number() OVER w, rank() OVER w, address.id \
///      FROM address WINDOW w AS (PARTITION BY address.user_id \
///      ORDER BY address.id)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub const fn window(name: &'static str) -> Window<NoRefs> {
    let window = ast::Window { partition_by: Vec::new(), order_by: Vec::new(), frame: None };
    Window { named: NamedWindow { name, window }, mark: std::marker::PhantomData }
}

impl<T: SqlType, R> WindowFunction<T, R> {
    pub(super) const fn new(call: Call) -> Self {
        Self { call, mark: std::marker::PhantomData }
    }

    /// `function OVER ()`: over all rows, in one partition, unless more clauses follow.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select((User.name, func::row_number().over()));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, row_number() OVER () FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn over(self) -> Over<T, R> {
        Over::new(self.call, OverWindow::Inline(ast::Window::default()))
    }

    /// `function OVER name`.
    pub fn over_window<K>(self, window: &Window<K>) -> Over<T, Both<R, K>> {
        Over::new(self.call, OverWindow::Named(Arc::new(window.named.clone())))
    }
}

impl<T: SqlType, R> Aggregate<T, R> {
    /// `sum(x) OVER ()`: over all rows, in one partition, unless more clauses follow. Each row of the result keeps its own value.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select((User.name, func::count(User.id).over()));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, count(user_account.id) OVER () \
    ///      FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn over(self) -> Over<T, R> {
        Over::new(self.into_call(), OverWindow::Inline(ast::Window::default()))
    }

    /// `sum(x) OVER name`.
    pub fn over_window<K>(self, window: &Window<K>) -> Over<T, Both<R, K>> {
        Over::new(self.into_call(), OverWindow::Named(Arc::new(window.named.clone())))
    }
}

impl<T, R> Over<T, R> {
    const fn new(call: Call, window: OverWindow) -> Self {
        Self { over: ast::Over { call, window }, mark: std::marker::PhantomData }
    }

    /// The window, to be changed: that of a name becomes one of its own.
    fn changed<K>(mut self, change: impl FnOnce(&mut ast::Window)) -> Over<T, K> {
        let mut window = match self.over.window {
            OverWindow::Inline(window) => window,
            OverWindow::Named(named) => named.window.clone(),
        };
        change(&mut window);
        self.over.window = OverWindow::Inline(window);
        Over { over: self.over, mark: std::marker::PhantomData }
    }
}

impl<R> Window<R> {
    fn changed<K>(mut self, change: impl FnOnce(&mut ast::Window)) -> Window<K> {
        change(&mut self.named.window);
        Window { named: self.named, mark: std::marker::PhantomData }
    }
}

// Written out, for the compiler would show a macro's call in messages about keys.
impl<T: SqlType, R> Over<T, R> {
    /// `PARTITION BY keys`: each partition is computed by itself. A column, an expression, or a tuple of them.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::Address;
    /// let query = select(
    ///     func::rank()
    ///         .over()
    ///         .partition_by(Address.user_id)
    ///         .order_by(Address.id.desc()),
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT rank() OVER (PARTITION BY address.user_id \
    ///      ORDER BY address.id DESC) FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn partition_by<S: Selection<Refs: References<Parts: WindowFree<Kept = ()>>> + DistinctRows<Kept = K>, K>(
        self,
        keys: S,
    ) -> Over<T, Both<R, S::Refs>> {
        self.changed(|window| window.partition_by.extend(argument_nodes(&keys)))
    }

    /// `ORDER BY keys`, as in a select.
    pub fn order_by<O: OrderKeys<Refs: References<Parts: WindowFree<Kept = ()>>>>(
        self,
        keys: O,
    ) -> Over<T, Both<R, O::Refs>> {
        self.changed(|window| keys.push(&mut window.order_by))
    }
}

impl<R> Window<R> {
    /// `PARTITION BY keys`: each partition is computed by itself. A column, an expression, or a tuple of them.
    pub fn partition_by<S: Selection<Refs: References<Parts: WindowFree<Kept = ()>>> + DistinctRows<Kept = K>, K>(
        self,
        keys: S,
    ) -> Window<Both<R, S::Refs>> {
        self.changed(|window| window.partition_by.extend(argument_nodes(&keys)))
    }

    /// `ORDER BY keys`, as in a select.
    pub fn order_by<O: OrderKeys<Refs: References<Parts: WindowFree<Kept = ()>>>>(
        self,
        keys: O,
    ) -> Window<Both<R, O::Refs>> {
        self.changed(|window| keys.push(&mut window.order_by))
    }
}

macro_rules! clauses {
    ($(($($generics:tt)*) $window:ident<$($before:ident)? | $refs:ident>;)*) => { $(
        impl<$($generics)*> $window<$($before,)? $refs> {
            /// `ROWS BETWEEN start AND end`: only that many rows around the current one, such as
            /// `.rows(Bound::preceding(2), Bound::current_row())`.
            ///
            /// ```
            /// # use realgar::prelude::*;
            /// # mod tutorial { realgar::include_schema!("tutorial"); }
            /// # use tutorial::User;
            /// let count = func::count(User.id).over().order_by(User.id);
            /// let query = select(count.rows(Bound::preceding(2), Bound::following(2)));
            /// assert_eq!(
            ///     query.compile(Dialect::Sqlite)?.sql(),
            ///     "SELECT count(user_account.id) OVER (ORDER BY user_account.id ROWS \
            ///      BETWEEN ? PRECEDING AND ? FOLLOWING) FROM user_account",
            /// );
            /// # Ok::<(), realgar::Error>(())
            /// ```
            pub fn rows(self, start: Bound, end: Bound) -> Self {
                self.changed(|window| window.frame = Some(Frame { unit: FrameUnit::Rows, start, end, exclude: None }))
            }

            /// `RANGE BETWEEN start AND end`: only rows whose sort key, a number, is so near to that of the current row.
            ///
            /// ```
            /// # use realgar::prelude::*;
            /// # mod tutorial { realgar::include_schema!("tutorial"); }
            /// # use tutorial::User;
            /// let count = func::count(User.id).over().order_by(User.id);
            /// let query = select(count.range(Bound::preceding(10), Bound::current_row()));
            /// assert_eq!(
            ///     query.compile(Dialect::Sqlite)?.sql(),
            ///     "SELECT count(user_account.id) OVER (ORDER BY user_account.id RANGE \
            ///      BETWEEN ? PRECEDING AND CURRENT ROW) FROM user_account",
            /// );
            /// # Ok::<(), realgar::Error>(())
            /// ```
            pub fn range(self, start: Bound, end: Bound) -> Self {
                self.changed(|window| window.frame = Some(Frame { unit: FrameUnit::Range, start, end, exclude: None }))
            }

            /// `GROUPS BETWEEN start AND end`: like [`rows`](Self::rows), but rows of the same sort key count as one.
            /// Not on MySQL.
            ///
            /// ```
            /// # use realgar::prelude::*;
            /// # mod tutorial { realgar::include_schema!("tutorial"); }
            /// # use tutorial::User;
            /// let count = func::count(User.id).over().order_by(User.name);
            /// let query = select(count.groups(Bound::preceding(1), Bound::current_row()));
            /// assert_eq!(
            ///     query.compile(Dialect::Sqlite)?.sql(),
            ///     "SELECT count(user_account.id) OVER (ORDER BY user_account.name GROUPS \
            ///      BETWEEN ? PRECEDING AND CURRENT ROW) FROM user_account",
            /// );
            /// # Ok::<(), realgar::Error>(())
            /// ```
            pub fn groups(self, start: Bound, end: Bound) -> Self {
                self.changed(|window| window.frame = Some(Frame { unit: FrameUnit::Groups, start, end, exclude: None }))
            }

            /// `EXCLUDE …`: the frame that was said before leaves these rows out. Without one, it is
            /// `RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`, as SQL has it. Not on MySQL.
            ///
            /// ```
            /// # use realgar::prelude::*;
            /// # mod tutorial { realgar::include_schema!("tutorial"); }
            /// # use tutorial::User;
            /// let all = func::count(User.id)
            ///     .over()
            ///     .rows(Bound::unbounded_preceding(), Bound::unbounded_following());
            /// let query = select(all.exclude(Exclude::CurrentRow));
            /// assert_eq!(
            ///     query.compile(Dialect::Sqlite)?.sql(),
            ///     "SELECT count(user_account.id) OVER (ROWS BETWEEN UNBOUNDED PRECEDING \
            ///      AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM user_account",
            /// );
            /// # Ok::<(), realgar::Error>(())
            /// ```
            pub fn exclude(self, exclude: Exclude) -> Self {
                self.changed(|window| window.frame.get_or_insert_default().exclude = Some(exclude))
            }
        }
    )* };
}

clauses! {
    (T: SqlType, R) Over<T | R>;
    (R) Window<| R>;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R> Expression for Over<T, R> {
    type Sql = T;
    type Refs = Windowed<R>;

    fn node(&self) -> Node {
        Node::Over(Arc::new(self.over.clone()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for Over<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Windowed<R>;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        Node::Over(Arc::new(self.over))
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, R, B> Operand<B> for &Over<T, R>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Windowed<R>;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T, R> Clone for Over<T, R> {
    fn clone(&self) -> Self {
        Self { over: self.over.clone(), mark: std::marker::PhantomData }
    }
}

impl<T, R> std::fmt::Debug for Over<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.over.fmt(f)
    }
}

impl<T, R> std::fmt::Debug for WindowFunction<T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.call.fmt(f)
    }
}

impl<R> std::fmt::Debug for Window<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.named.fmt(f)
    }
}

/// A window function that has its window: it is an [`Over`], so this is for no type.
#[diagnostic::on_unimplemented(
    message = "a window function is selected without a window",
    label = "selects a window function that has no window",
    note = "give it one: `.over()`, then `.partition_by(…)` and `.order_by(…)`"
)]
pub trait HasWindow {
    /// Nothing.
    type Refs;
}

#[diagnostic::do_not_recommend]
impl<T, R> HasWindow for WindowFunction<T, R>
where
    Self: Never,
{
    type Refs = R;
}

#[diagnostic::do_not_recommend]
impl<T, R> Selection for WindowFunction<T, R>
where
    Self: HasWindow,
{
    type Refs = <Self as HasWindow>::Refs;
    type Width = Fitting;

    fn push(&self, _items: &mut Vec<SelectItem>) {}
}

impl<T, R, Sc, M> RowIn<Sc, (), M> for WindowFunction<T, R>
where
    Self: HasWindow,
{
    type Row = <Self as HasWindow>::Refs;
    type Scalar = Self::Row;

    fn decode(_cells: &mut Cells<'_>) -> Result<Self::Row> {
        Err(Error::new(ErrorKind::InvalidStatement, "a window function was selected without a window"))
    }

    fn scalar(row: Self::Row) -> Self::Row {
        row
    }
}
