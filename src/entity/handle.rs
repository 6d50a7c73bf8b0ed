//! What stands for an instance in a session.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;

/// Stands for one row of entity `E` in one [`Session`](crate::Session): `session[handle]` is the row.
///
/// A handle is a small number: it can be copied, compared, hashed and kept in other structures. There is one for each
/// key in a session, so two handles are equal when they mean the same row. It says nothing in another session, and
/// nothing after its row has left the session.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// let mut session = Session::new(&engine);
/// let sandy: Handle<User> = session.add(NewUser::new("sandy"));
/// session.flush()?;
/// assert_eq!(session.get(User, 1)?, Some(sandy));
/// assert_eq!(session[sandy].name, "sandy");
/// # Ok(())
/// # }
/// ```
pub struct Handle<E> {
    id: InstanceId,
    entity: PhantomData<fn() -> E>,
}

/// The place of an entity's store in its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct StoreIndex(u16);

impl StoreIndex {
    /// # Panics
    ///
    /// Beyond 65 536 entities in one session.
    pub(crate) fn new(position: usize) -> Self {
        Self(u16::try_from(position).expect("a schema has fewer than 65 536 tables"))
    }

    #[inline]
    pub(crate) const fn position(self) -> usize {
        self.0 as usize
    }
}

/// A handle without its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId {
    /// Which session.
    pub(crate) session: NonZeroU32,
    /// Which of the session's stores: one for each entity.
    pub(crate) store: StoreIndex,
    /// The place in the store.
    pub(crate) slot: u32,
    /// How many instances had this place before.
    pub(crate) generation: u32,
}

impl<E> Handle<E> {
    pub(crate) const fn new(id: InstanceId) -> Self {
        Self { id, entity: PhantomData }
    }

    pub(crate) const fn id(self) -> InstanceId {
        self.id
    }
}

impl<E> Clone for Handle<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Handle<E> {}

impl<E> PartialEq for Handle<E> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<E> Eq for Handle<E> {}

impl<E> Hash for Handle<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// By their places in the session. An instance may have the place of one that has left it, so that this is not always the
/// order in which their rows came into the session.
impl<E> PartialOrd for Handle<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Handle<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id.cmp(&other.id)
    }
}

impl<E> fmt::Debug for Handle<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle<{}>({})", short_name::<E>(), self.id.slot)
    }
}

/// `User` of `crate::tutorial::user_account::User`.
pub(crate) fn short_name<E>() -> &'static str {
    let path = std::any::type_name::<E>();
    path.rsplit("::").next().unwrap_or(path)
}
