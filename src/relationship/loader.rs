//! Loader options: which relationships a session loads along with a query, and how.

use super::Relationship;
use crate::entity::{Load, LoadOptions, Managed, Strategy};
use crate::query::rules::{InFrom, Inner, Mark};
use crate::query::{Condition, EntityColumns, Is, RowsOf};
use crate::sql::ast::MAX_NESTED;

/// How a relationship of source `S` is loaded, made by [`selectin`], [`joined`], [`raise`] and [`contains_eager`]; `End` is
/// the table where it, or the last one that was named after it, leads to. [`Select::options`](crate::query::Select::options)
/// takes it.
pub struct Loader<S, End> {
    load: Load,
    /// How many relationships were named after the first.
    depth: usize,
    mark: Mark<(S, End)>,
}

/// Loads the rows at the other end by one more statement for all instances together: `SELECT … WHERE key IN (…)`, with at
/// most 500 keys in each.
///
/// Of a many-to-one relationship, only rows that the session does not have are asked for.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewAddress, NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut session = Session::new(&engine);
/// # let sandy = session.add(NewUser::new("sandy"));
/// # session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
/// # session.commit()?;
/// // SELECT … FROM user_account
/// // SELECT … FROM address WHERE address.user_id IN (?)
/// let users = session.scalars(select(User).options(selectin(User.addresses)))?;
/// # assert_eq!(users.all(), [sandy]);
/// # Ok(())
/// # }
/// ```
pub fn selectin<S, Target, Kind>(relationship: Relationship<S, Target, Kind>) -> Loader<S, Target>
where
    S: RowsOf<Table: Managed>,
    Target: Managed,
{
    Loader::new(relationship, Strategy::SelectIn)
}

/// Loads the rows at the other end along with the instances, by LEFT OUTER JOIN: one statement.
///
/// Rows of the result are not repeated; a query with LIMIT, OFFSET or DISTINCT becomes a subquery, so that it counts its own
/// rows.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut session = Session::new(&engine);
/// # let sandy = session.add(NewUser::new("sandy"));
/// # let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
/// # session.commit()?;
/// // SELECT … FROM address LEFT OUTER JOIN user_account AS user_account_1
/// //     ON user_account_1.id = address.user_id
/// let addresses =
///     session.scalars(select(Address).options(joined(Address.user)))?;
/// # assert_eq!(addresses.all(), [address]);
/// # Ok(())
/// # }
/// ```
pub fn joined<S, Target, Kind>(relationship: Relationship<S, Target, Kind>) -> Loader<S, Target>
where
    S: RowsOf<Table: Managed>,
    Target: Managed,
{
    Loader::new(relationship, Strategy::Joined)
}

/// Loads nothing, and makes asking the instances of this query for the rows at the other end an error, unless they are
/// known: to find out where a program would ask the database once for each row.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut session = Session::new(&engine);
/// # let sandy = session.add(NewUser::new("sandy"));
/// # session.commit()?;
/// let users = session.scalars(select(User).options(raise(User.addresses)))?;
/// # assert_eq!(users.all(), [sandy]);
/// # Ok(())
/// # }
/// ```
pub fn raise<S, Target, Kind>(relationship: Relationship<S, Target, Kind>) -> Loader<S, Target>
where
    S: RowsOf<Table: Managed>,
    Target: Managed,
{
    Loader::new(relationship, Strategy::Raise)
}

/// The query has joined the other end itself and selects both: the relationship is what the rows say, which may be less
/// than there is. Deleting and other work of a flush still looks at all of it.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut session = Session::new(&engine);
/// # let sandy = session.add(NewUser::new("sandy"));
/// # let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
/// # session.commit()?;
/// let query = select((User, Address))
///     .join(User.addresses)
///     .filter(Address.email_address.ends_with(".org"));
/// let rows = session.execute(query.options(contains_eager(User.addresses)))?;
/// # assert_eq!(rows.all(), [(sandy, address)]);
/// # Ok(())
/// # }
/// ```
pub fn contains_eager<S, Target, Kind>(relationship: Relationship<S, Target, Kind>) -> Loader<S, Target>
where
    S: RowsOf<Table: Managed>,
    Target: Managed,
{
    Loader::new(relationship, Strategy::ContainsEager)
}

impl<S, End> Loader<S, End> {
    fn new<Kind>(relationship: Relationship<S, End, Kind>, strategy: Strategy) -> Self
    where
        S: RowsOf<Table: Managed>,
        End: Managed,
    {
        let load = Load {
            source: relationship.source.name(),
            info: relationship.info,
            parent: <S::Table as Managed>::mapper,
            target: <End as Managed>::mapper,
            strategy,
            alias: None,
            filter: Vec::new(),
            children: Vec::new(),
        };
        Self { load, depth: 0, mark: std::marker::PhantomData }
    }

    /// Goes on from the other end: the next relationship starts where this one leads to.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let loader = selectin(User.addresses)
    ///     .then(selectin(Address.user))
    ///     .then(selectin(User.addresses));
    /// let query = select(User).options(loader);
    /// # let _ = query;
    /// ```
    #[must_use]
    pub fn then<L: LoadsFrom<End, End = Next, Kept = K>, Next, K>(mut self, next: L) -> Loader<S, Next> {
        let mut options = LoadOptions::default();
        let reached = self.depth + 1 + next.push(&mut options);
        // Beyond that, running the statement is refused.
        if reached < MAX_NESTED as usize {
            self.load.end(self.depth).children.extend(options.loads);
        }
        Loader { load: self.load, depth: reached, mark: std::marker::PhantomData }
    }

    /// Loads something else from the other end, and stays there: for several relationships of one entity.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(Address)
    ///     .options(joined(Address.user).options(raise(User.addresses)));
    /// # let _ = query;
    /// ```
    #[must_use]
    pub fn options<L: LoadsFrom<End, Kept = K>, K>(mut self, other: L) -> Self {
        let mut options = LoadOptions::default();
        let reached = self.depth + 1 + other.push(&mut options);
        if reached < MAX_NESTED as usize {
            let children = &mut self.load.end(self.depth).children;
            options.loads.into_iter().for_each(|load| load.merge_into(children));
        } else {
            self.depth = reached;
        }
        self
    }

    /// The query has joined the other end under another name: for [`contains_eager`].
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let other = alias!("other", Address);
    /// let query = select((User, other)).join_on(other, other.user_id.eq(User.id));
    /// let query = query.options(contains_eager(User.addresses).of_type(other));
    /// # let _ = query;
    /// ```
    #[must_use]
    pub fn of_type<C: EntityColumns<Source: RowsOf<Table = End>>>(mut self, alias: C) -> Self {
        self.load.end(self.depth).alias = Some(alias.source_name());
        self
    }

    /// Loads only rows at the other end that meet the condition: `… AND condition`. Several are joined by AND.
    ///
    /// The relationship then shows these rows alone; deleting and other work of a flush still looks at all.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User).options(
    ///     selectin(User.addresses).filter(Address.email_address.ends_with(".org")),
    /// );
    /// # let _ = query;
    /// ```
    #[must_use]
    pub fn filter<C: Condition<(Inner<End>, ()), I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        self.load.end(self.depth).filter.extend(condition.into_node());
        self
    }
}

impl<S, End> Clone for Loader<S, End> {
    fn clone(&self) -> Self {
        Self { load: self.load.clone(), depth: self.depth, mark: std::marker::PhantomData }
    }
}

impl<S, End> std::fmt::Debug for Loader<S, End> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.load.fmt(f)
    }
}

/// A relationship that starts at table `S` goes on from one that ends at table `End`: the pair is of one table.
#[diagnostic::on_unimplemented(
    message = "the relationship before leads to `{End}`, but this one starts at `{S}`",
    label = "starts at another table",
    note = "go on from where the one before leads to: `selectin(User.orders).then(selectin(Order.items))`"
)]
pub trait ContinuesFrom<End, S> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<End: Is<S>, S> ContinuesFrom<End, S> for (End, S) {
    type Kept = ();
}

/// A loader that goes on from table `Start`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loader option",
    label = "is not a loader option",
    note = "make one of a relationship: `selectin(User.addresses)`, `joined(Address.user)`"
)]
pub trait LoadsFrom<Start> {
    /// The rule is kept.
    type Kept;
    /// Where it leads to.
    type End;

    /// Adds it to a list; gives how many relationships are named after the first.
    fn push(self, options: &mut LoadOptions) -> usize;
}

impl<S, End, Start> LoadsFrom<Start> for Loader<S, End>
where
    (Start, S): ContinuesFrom<Start, S>,
{
    type Kept = <(Start, S) as ContinuesFrom<Start, S>>::Kept;
    type End = End;

    fn push(self, options: &mut LoadOptions) -> usize {
        options.loads.push(self.load);
        self.depth
    }
}

/// Loaders of relationships whose sources stand in FROM: one, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loader option",
    label = "is not a loader option",
    note = "make one of a relationship: `selectin(User.addresses)`, `joined(Address.user)`; or a tuple of at most 8 of them"
)]
pub trait Loaders<Scope, I> {
    /// The rules are kept by all parts.
    type Kept;

    /// Adds them to a list.
    fn push(self, options: &mut LoadOptions);
}

#[diagnostic::do_not_recommend]
impl<S: InFrom<Scope, I>, End, Scope, I> Loaders<Scope, I> for Loader<S, End> {
    type Kept = S::Null;

    fn push(self, options: &mut LoadOptions) {
        options.is_too_deep |= self.depth >= MAX_NESTED as usize;
        self.load.merge_into(&mut options.loads);
    }
}

macro_rules! tuple_loaders {
    ($($loader:ident $index:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<Scope, $($loader: Loaders<Scope, $index>, $index),+> Loaders<Scope, ($($index,)+)> for ($($loader,)+) {
            type Kept = ($($loader::Kept,)+);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn push(self, options: &mut LoadOptions) {
                let ($($loader,)+) = self;
                $($loader.push(options);)+
            }
        }
    };
}

tuple_loaders!(A I0);
tuple_loaders!(A I0, B I1);
tuple_loaders!(A I0, B I1, C I2);
tuple_loaders!(A I0, B I1, C I2, D I3);
tuple_loaders!(A I0, B I1, C I2, D I3, E I4);
tuple_loaders!(A I0, B I1, C I2, D I3, E I4, F I5);
tuple_loaders!(A I0, B I1, C I2, D I3, E I4, F I5, G I6);
tuple_loaders!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7);
