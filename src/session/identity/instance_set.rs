//! Instances of any entities: what is new, dirty, deleted.

use std::any::TypeId;
use std::fmt;

use crate::entity::{Handle, InstanceId, Managed};

/// A handle of any entity.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnyHandle {
    id: InstanceId,
    row: TypeId,
    table: &'static str,
}

impl AnyHandle {
    pub(crate) const fn new(id: InstanceId, row: TypeId, table: &'static str) -> Self {
        Self { id, row, table }
    }

    /// Returns the name of its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        self.table
    }

    /// Returns the typed handle if its entity is `E`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// for any in session.new_instances() {
    ///     assert_eq!(any.table(), "user_account");
    ///     assert_eq!(any.downcast::<User>(), Some(sandy));
    ///     assert_eq!(any.downcast::<Address>(), None);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn downcast<E: Managed>(self) -> Option<Handle<E>> {
        (self.row == TypeId::of::<E>()).then(|| Handle::new(self.id))
    }
}

impl fmt::Debug for AnyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle<{}>({})", self.table, self.id.slot)
    }
}

/// Instances of a session, of any entities: a snapshot.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// let mut session = Session::new(&engine);
/// let sandy = session.add(NewUser::new("sandy"));
/// let address = session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
/// let new = session.new_instances();
/// assert_eq!(new.len(), 2);
/// assert!(new.contains(sandy) && new.contains(address));
/// assert_eq!(new.of::<User>(), [sandy]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceSet(Vec<AnyHandle>);

impl InstanceSet {
    pub(crate) const fn new(handles: Vec<AnyHandle>) -> Self {
        Self(handles)
    }

    /// Returns the number of instances.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the set contains an instance.
    #[must_use]
    pub fn contains<E>(&self, handle: Handle<E>) -> bool {
        self.0.iter().any(|any| any.id == handle.id())
    }

    /// Returns the instances of one entity, in the order of their handles: the order in which they came into the session,
    /// as long as none has left it.
    #[must_use]
    pub fn of<E: Managed>(&self) -> Vec<Handle<E>> {
        self.0.iter().filter_map(|any| any.downcast()).collect()
    }

    /// Iterates over all instances, by entity.
    pub fn iter(&self) -> std::slice::Iter<'_, AnyHandle> {
        self.0.iter()
    }
}

impl IntoIterator for InstanceSet {
    type Item = AnyHandle;
    type IntoIter = std::vec::IntoIter<AnyHandle>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'s> IntoIterator for &'s InstanceSet {
    type Item = &'s AnyHandle;
    type IntoIter = std::slice::Iter<'s, AnyHandle>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Equal to the same handles in any order.
impl<E, const N: usize> PartialEq<[Handle<E>; N]> for InstanceSet {
    fn eq(&self, handles: &[Handle<E>; N]) -> bool {
        self.len() == N && handles.iter().all(|handle| self.contains(*handle))
    }
}
