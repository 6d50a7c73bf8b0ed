//! Following relationships and changing them, by handles.

use super::Session;
use super::instances::short_name;
use super::mapper::Managed;
use crate::error::Result;
use crate::handle::Handle;
use crate::query::Table;
use crate::relationship::{Many, One, OptionalOne, Relationship};

/// A relationship that starts at table `T`: it is what this is.
#[diagnostic::on_unimplemented(
    message = "this relationship starts at `{Self}`, but the instance is a row of `{T}`",
    label = "is a relationship of another table",
    note = "give a relationship of the instance's own table; those of an alias or a subquery are for queries"
)]
pub trait StartsAt<T> {}

impl<T> StartsAt<T> for T {}

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
    message = "a relationship of this kind cannot be set to `{Self}`",
    label = "is no handle of the entity at the other end, or is an `Option` where there has to be one",
    note = "a collection is changed with `append` and `remove`; only a nullable foreign key can be set to `None`"
)]
pub trait RelatedTo<Kind, E> {
    #[doc(hidden)]
    fn instance(self) -> Option<Handle<E>>;
}

impl<E> RelatedTo<One, E> for Handle<E> {
    fn instance(self) -> Option<Self> {
        Some(self)
    }
}

impl<E> RelatedTo<OptionalOne, E> for Handle<E> {
    fn instance(self) -> Option<Self> {
        Some(self)
    }
}

impl<E> RelatedTo<OptionalOne, E> for Option<Handle<E>> {
    fn instance(self) -> Self {
        self
    }
}

impl Session {
    /// What a relationship leads to: a handle for a many-to-one, an `Option` of one where there may be none, all handles
    /// of a collection.
    ///
    /// A many-to-one asks the database only if the row is not in the session. A collection is read once, after a flush;
    /// then it is kept, and kept in step, until the transaction ends.
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
    /// let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
    /// assert_eq!(session.related(sandy, User.addresses)?, [address]);
    /// assert_eq!(session.related(address, Address.user)?, sandy); // NOT NULL: always there
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Detached`; `InvalidRequest` for a write-only collection, and where the query that
    /// read the instance has forbidden it; `StaleData` if the row that a NOT NULL key names is gone.
    pub fn related<E, S, T, K>(
        &mut self,
        handle: Handle<E>,
        relationship: Relationship<S, T, K>,
    ) -> Result<K::Related<T::Row>>
    where
        E: Managed,
        S: StartsAt<E::Table>,
        T: Table<Row: Managed>,
        K: RelationshipEnd,
    {
        let (id, info) = (handle.id(), relationship.info());
        self.instances.check(id, short_name::<E>())?;
        let target = self.instances.store_of_type::<T::Row>();
        let found = match self.references.partial(id, info) {
            Some(shown) => shown.clone(),
            None => {
                self.refuse_raised(id, info, short_name::<E>())?;
                self.related_instances(id, info, target)?
            }
        };
        K::related(found.into_iter().map(Handle::new).collect(), || self.gone(id, info))
    }

    /// Lets a relationship to one row lead to another, or to none. The other side follows; the foreign key is written by
    /// the next flush.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let (sandy, squirrel) = (session.add(NewUser::new("sandy")), session.add(NewUser::new("squirrel")));
    /// let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
    /// session.relate(address, Address.user, squirrel)?;
    /// assert_eq!(session.related(squirrel, User.addresses)?, [address]);
    /// assert!(session.related(sandy, User.addresses)?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` for an instance that was deleted, or a relationship that is only read.
    pub fn relate<E, S, T, K, P>(
        &mut self,
        handle: Handle<E>,
        relationship: Relationship<S, T, K>,
        other: P,
    ) -> Result<()>
    where
        E: Managed,
        S: StartsAt<E::Table>,
        T: Table<Row: Managed>,
        P: RelatedTo<K, T::Row>,
    {
        let (id, other) = (handle.id(), other.instance().map(Handle::id));
        self.check_writable(id, short_name::<E>())?;
        if let Some(other) = other {
            self.check_writable(other, short_name::<T::Row>())?;
        }
        self.relate_instances(id, relationship.info(), other)
    }

    /// Adds an instance to a collection. In a one-to-many it leaves the collection where it was; the other side follows.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let (sandy, squirrel) = (session.add(NewUser::new("sandy")), session.add(NewUser::new("squirrel")));
    /// let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
    /// session.append(squirrel, User.addresses, address)?;
    /// assert_eq!(session.related(address, Address.user)?, squirrel);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`relate`](Self::relate).
    pub fn append<E, S, T>(
        &mut self,
        handle: Handle<E>,
        relationship: Relationship<S, T, Many>,
        member: Handle<T::Row>,
    ) -> Result<()>
    where
        E: Managed,
        S: StartsAt<E::Table>,
        T: Table<Row: Managed>,
    {
        self.check_writable(handle.id(), short_name::<E>())?;
        self.check_writable(member.id(), short_name::<T::Row>())?;
        self.append_instance(handle.id(), relationship.info(), member.id())
    }

    /// Takes an instance out of a collection: its foreign key becomes NULL, or its row of the association table is
    /// deleted. With `cascade=delete-orphan`, the instance itself is deleted by the next flush, unless it is in another
    /// collection by then.
    ///
    /// # Errors
    ///
    /// As [`relate`](Self::relate); `InvalidRequest` if it is not in that collection.
    pub fn remove<E, S, T>(
        &mut self,
        handle: Handle<E>,
        relationship: Relationship<S, T, Many>,
        member: Handle<T::Row>,
    ) -> Result<()>
    where
        E: Managed,
        S: StartsAt<E::Table>,
        T: Table<Row: Managed>,
    {
        self.check_writable(handle.id(), short_name::<E>())?;
        self.check_writable(member.id(), short_name::<T::Row>())?;
        self.remove_instance(handle.id(), relationship.info(), member.id())
    }
}
