//! What may be related to what: rules that the compiler checks, each with a message of its own.
//!
//! The methods of a session ask for [`RelationshipOf`], [`LeadsToOne`] and [`CollectionOf`], whose associated types are made
//! of those of the other rules: so a broken one is named itself, without the way to it.

use crate::entity::{Handle, InstanceId, Managed, Mapper, RelationshipInfo, Table};
use crate::error::Result;
use crate::query::Is;
use crate::query::rules::Checked;
use crate::relationship::{Many, One, OptionalOne, Relationship};

/// A relationship that starts at table `T`: the pair is of one table.
#[diagnostic::on_unimplemented(
    message = "this relationship starts at `{S}`, but the instance is a row of `{T}`",
    label = "is a relationship of another table",
    note = "give a relationship of the instance's own table; those of an alias or a subquery are for queries"
)]
pub trait StartsAt<S, T> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<S: Is<T>, T> StartsAt<S, T> for (S, T) {
    type Kept = ();
}

/// A member of a collection of rows `End`: the pair is of one entity.
#[diagnostic::on_unimplemented(
    message = "this collection holds rows of `{End}`, not of `{M}`",
    label = "leads to rows of `{End}`",
    note = "give a handle of the entity at the other end"
)]
pub trait MemberOf<M, End> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<M: Is<End>, End> MemberOf<M, End> for (M, End) {
    type Kept = ();
}

/// A kind of relationship that leads to a collection: [`Many`].
#[diagnostic::on_unimplemented(
    message = "this relationship leads to one row and is not a collection",
    label = "leads to one row",
    note = "set it with `relate`; the collection is at the other end"
)]
pub trait Collection {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<K: LeadsToMany> Collection for K {
    type Kept = ();
}

/// The kind for which [`Collection`] holds.
pub trait LeadsToMany {}

impl LeadsToMany for Many {}

/// A kind of relationship that leads to one row: [`One`] or [`OptionalOne`].
#[diagnostic::on_unimplemented(
    message = "this relationship leads to a collection, not to one row",
    label = "is a collection",
    note = "a collection is changed with `append` and `remove`"
)]
pub trait ToOne {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<K: AtMostOne> ToOne for K {
    type Kept = ();
}

/// The kinds for which [`ToOne`] holds.
pub trait AtMostOne {}

impl AtMostOne for One {}
impl AtMostOne for OptionalOne {}

/// A relationship of entity `E`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{E}`",
    label = "is not a relationship of `{E}`",
    note = "give a relationship between tables with a primary key: `User.addresses`"
)]
pub trait RelationshipOf<E> {
    /// What it leads to: a handle, an `Option` of one, or a list.
    type Related;

    #[doc(hidden)]
    fn of(self) -> &'static RelationshipInfo;

    #[doc(hidden)]
    fn target() -> &'static Mapper;

    #[doc(hidden)]
    fn related(found: Vec<InstanceId>, missing: impl FnOnce() -> crate::Error) -> Result<Self::Related>;
}

impl<E: Managed, S, T: Managed, K: RelationshipEnd> RelationshipOf<E> for Relationship<S, T, K>
where
    (S, E): StartsAt<S, E>,
{
    type Related = Checked<K::Related<T>, <(S, E) as StartsAt<S, E>>::Kept>;

    fn of(self) -> &'static RelationshipInfo {
        self.info()
    }

    fn target() -> &'static Mapper {
        T::mapper()
    }

    fn related(found: Vec<InstanceId>, missing: impl FnOnce() -> crate::Error) -> Result<K::Related<T>> {
        K::related(found.into_iter().map(Handle::new).collect(), missing)
    }
}

/// A collection of entity `E`, with members `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a collection of `{E}`",
    label = "is not a collection of `{E}`",
    note = "give a relationship between tables with a primary key: `User.addresses`"
)]
pub trait CollectionOf<E, M> {
    /// The rules are kept.
    type Kept;

    #[doc(hidden)]
    fn of(self) -> &'static RelationshipInfo;
}

impl<E: Managed, M, S, T: Table, K: Collection> CollectionOf<E, M> for Relationship<S, T, K>
where
    (S, E): StartsAt<S, E>,
    (M, T): MemberOf<M, T>,
{
    type Kept = (<(S, E) as StartsAt<S, E>>::Kept, K::Kept, <(M, T) as MemberOf<M, T>>::Kept);

    fn of(self) -> &'static RelationshipInfo {
        self.info()
    }
}

/// A relationship of entity `E` to one row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{E}`",
    label = "is not a relationship of `{E}`",
    note = "give a relationship between tables with a primary key: `Address.user`"
)]
pub trait LeadsToOne<E> {
    /// Its kind.
    type Kind;
    /// The entity at the other end.
    type End: Managed;

    #[doc(hidden)]
    fn of(self) -> &'static RelationshipInfo;
}

impl<E: Managed, S, T: Managed, K: ToOne> LeadsToOne<E> for Relationship<S, T, K>
where
    (S, E): StartsAt<S, E>,
{
    type Kind = Checked<K, (<(S, E) as StartsAt<S, E>>::Kept, K::Kept)>;
    type End = T;

    fn of(self) -> &'static RelationshipInfo {
        self.info()
    }
}

/// What is at the other end of a relationship of this kind.
pub trait RelationshipEnd {
    /// The handles.
    type Related<E>;

    #[doc(hidden)]
    fn related<E>(found: Vec<Handle<E>>, missing: impl FnOnce() -> crate::Error) -> Result<Self::Related<E>>;
}

impl RelationshipEnd for One {
    type Related<E> = Handle<E>;

    fn related<E>(found: Vec<Handle<E>>, missing: impl FnOnce() -> crate::Error) -> Result<Handle<E>> {
        found.first().copied().ok_or_else(missing)
    }
}

impl RelationshipEnd for OptionalOne {
    type Related<E> = Option<Handle<E>>;

    fn related<E>(found: Vec<Handle<E>>, _: impl FnOnce() -> crate::Error) -> Result<Option<Handle<E>>> {
        Ok(found.first().copied())
    }
}

impl RelationshipEnd for Many {
    type Related<E> = Vec<Handle<E>>;

    fn related<E>(found: Vec<Handle<E>>, _: impl FnOnce() -> crate::Error) -> Result<Vec<Handle<E>>> {
        Ok(found)
    }
}

/// What a relationship to one row of `E` may be set to: a handle, or `None` where there may be none.
#[diagnostic::on_unimplemented(
    message = "a relationship to one row of `{E}` cannot be set to `{Self}`",
    label = "is not a handle of `{E}`, or may be none where there has to be one",
    note = "give a handle of that entity; only where the foreign key is nullable, an `Option` of one"
)]
pub trait RelatedTo<Kind, E> {
    #[doc(hidden)]
    fn instance(self) -> Option<Handle<E>>;
}

#[diagnostic::do_not_recommend]
impl<P: EndOf<Kind, E>, Kind, E> RelatedTo<Kind, E> for P {
    fn instance(self) -> Option<Handle<E>> {
        self.end()
    }
}

/// The types for which [`RelatedTo`] holds. For a collection, which breaks [`ToOne`], all are listed: one mistake, one error.
pub trait EndOf<Kind, E> {
    #[doc(hidden)]
    fn end(self) -> Option<Handle<E>>;
}

macro_rules! ends {
    ($($kind:ty: $($given:ty),*;)*) => { $($(
        impl<E> EndOf<$kind, E> for $given {
            fn end(self) -> Option<Handle<E>> {
                self.into()
            }
        }
    )*)* };
}

ends! {
    One: Handle<E>;
    OptionalOne: Handle<E>, Option<Handle<E>>;
    Many: Handle<E>, Option<Handle<E>>;
}
