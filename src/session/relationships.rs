//! Following relationships and changing them, by handles.

use crate::entity::{Handle, InstanceId, Managed, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::relationship::parent::refuse_raised;
use crate::session::relationship::rules::{CollectionOf, LeadsToOne, RelatedTo, RelationshipOf};

impl Session {
    /// What a relationship leads to: a handle for a many-to-one, an `Option` of one where there may be none, all handles
    /// of a collection.
    ///
    /// A many-to-one asks the database only if the row is not in the session, or is there from an earlier transaction. A collection is read once, after a flush;
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
    /// // NOT NULL: always there
    /// assert_eq!(session.related(address, Address.user)?, sandy);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Detached`; `InvalidRequest` for a write-only collection, and where the query that
    /// read the instance has forbidden it; `StaleData` if the row that a NOT NULL key names is gone.
    pub fn related<E, R: RelationshipOf<E, Related = A>, A>(
        &mut self,
        handle: Handle<E>,
        relationship: R,
    ) -> Result<A> {
        let (id, info) = (handle.id(), relationship.of());
        self.identity_map.check(id, short_name::<E>())?;
        let found = match self.relationships.partial(id, info) {
            Some(shown) => shown.to_vec(),
            None => {
                refuse_raised(&self.relationships, id, info, short_name::<E>())?;
                let target = self.identity_map.store_of(R::target());
                self.related_instances(id, info, target)?
            }
        };
        R::related(found, || self.identity_map.gone(id, info))
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
    /// let (sandy, squirrel) =
    ///     (session.add(NewUser::new("sandy")), session.add(NewUser::new("squirrel")));
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
    pub fn relate<E: Managed, R: LeadsToOne<E, Kind = K, End = T>, P: RelatedTo<K, T>, K, T: Managed>(
        &mut self,
        handle: Handle<E>,
        relationship: R,
        other: P,
    ) -> Result<()> {
        let (id, other) = (handle.id(), other.instance().map(Handle::id));
        self.check_writable(id, short_name::<E>())?;
        if let Some(other) = other {
            self.check_writable(other, short_name::<T>())?;
        }
        let info = relationship.of();
        if !info.kind.is_many_to_one() {
            // Whoever is there now leaves: that may have to be read, after a flush.
            let target = self.identity_map.store_of_type::<T>();
            self.related_instances(id, info, target)?;
        }
        self.graph().relate(id, info, other)
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
    /// let (sandy, squirrel) =
    ///     (session.add(NewUser::new("sandy")), session.add(NewUser::new("squirrel")));
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
    pub fn append<E: Managed, R: CollectionOf<E, M, Kept = K>, M: Managed, K>(
        &mut self,
        handle: Handle<E>,
        relationship: R,
        member: Handle<M>,
    ) -> Result<()> {
        self.check_writable(handle.id(), short_name::<E>())?;
        self.check_writable(member.id(), short_name::<M>())?;
        self.graph().append(handle.id(), relationship.of(), member.id())
    }

    /// Takes an instance out of a collection: its foreign key becomes NULL, or its row of the association table is
    /// deleted. With `cascade=delete-orphan`, the instance itself is deleted by the next flush, unless it is in another
    /// collection by then.
    ///
    /// # Errors
    ///
    /// As [`relate`](Self::relate); `InvalidRequest` if it is not in that collection.
    pub fn remove<E: Managed, R: CollectionOf<E, M, Kept = K>, M: Managed, K>(
        &mut self,
        handle: Handle<E>,
        relationship: R,
        member: Handle<M>,
    ) -> Result<()> {
        self.check_writable(handle.id(), short_name::<E>())?;
        self.check_writable(member.id(), short_name::<M>())?;
        self.graph().remove(handle.id(), relationship.of(), member.id())
    }

    /// Refuses instances that are deleted or not here.
    fn check_writable(&self, id: InstanceId, entity: &'static str) -> Result<()> {
        match self.identity_map.check(id, entity)? {
            State::Deleted => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the row of `{entity}` was deleted: it cannot be related to others"),
            )),
            _ => Ok(()),
        }
    }
}
