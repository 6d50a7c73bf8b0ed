//! Rows with the rows that belong to them, as they are merged together.

use std::collections::{HashMap, HashSet};

use super::Session;
use crate::entity::{Cascade, Handle, InstanceId, Key, Managed, RelationshipInfo, RelationshipKind, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::relationship::parent::parent_of;
use crate::session::relationship::rules::{CollectionOf, LeadsToOne};

/// A row with others that belong to it by its relationships, outside of any session: what an object with its loaded
/// relationships is to SQLAlchemy. [`Session::merge`] takes it, and all of its rows with it.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # Session::begin(&engine, |session| {
/// #     let sandy = session.add(NewUser::new("sandy"));
/// #     session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
/// #     Ok::<_, realgar::Error>(())
/// # })?;
/// // a user with her addresses, as a form sends them: one is changed, one is new
/// let user = User { id: 1, name: "sandy".into(), fullname: Some("Sandy".into()) };
/// let addresses = [(1, "sandy@cheeks.org"), (2, "sandy@squirrel.org")];
/// let addresses = addresses.map(|(id, email)| Address {
///     id,
///     email_address: email.into(),
///     user_id: 1,
/// });
/// let graph = RowGraph::new(user).with(User.addresses, addresses);
///
/// let mut session = Session::new(&engine);
/// let sandy = session.merge(graph)?;
/// // UPDATE user_account …, UPDATE address …, INSERT INTO address …
/// session.commit()?;
/// assert_eq!(session.related(sandy, User.addresses)?.len(), 2);
/// # Ok(())
/// # }
/// ```
pub struct RowGraph<E: Managed> {
    row: E,
    related: Vec<MergeRelated<E>>,
}

/// Merges what belongs to the row of an instance by one relationship.
type MergeRelated<E> = Box<dyn FnOnce(&mut Session, Handle<E>, &mut MergedRows) -> Result<()> + Send>;

/// The new rows of one graph, by their keys: no query finds those before a flush.
pub(super) type MergedRows = HashMap<(StoreIndex, Key), InstanceId>;

impl<E: Managed> RowGraph<E> {
    /// This row alone.
    pub const fn new(row: E) -> Self {
        Self { row, related: Vec::new() }
    }

    /// A collection of the row: it will consist of these rows, in no particular order. Those of them that are new are
    /// added; instances that are in it and not among these are taken out, as by [`Session::remove`], so that they are
    /// deleted where the relationship has `cascade=delete-orphan`. They may be graphs themselves.
    #[must_use]
    pub fn with<R: CollectionOf<E, G::Entity, Kept = K>, G: Mergeable, K>(
        mut self,
        relationship: R,
        rows: impl IntoIterator<Item = G>,
    ) -> Self {
        let info = relationship.of();
        let rows: Vec<RowGraph<G::Entity>> = rows.into_iter().map(Mergeable::into_graph).collect();
        self.related.push(Box::new(move |session, owner, merged| session.merge_collection(owner, info, rows, merged)));
        self
    }

    /// The row that a relationship to one leads to, or a graph of it.
    #[must_use]
    pub fn with_one<R: LeadsToOne<E, Kind = K, End = G::Entity>, G: Mergeable, K>(
        mut self,
        relationship: R,
        row: G,
    ) -> Self {
        let (info, row) = (relationship.of(), row.into_graph());
        self.related.push(Box::new(move |session, owner, merged| session.merge_one(owner, info, row, merged)));
        self
    }
}

impl<E: Managed + std::fmt::Debug> std::fmt::Debug for RowGraph<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowGraph").field("row", &self.row).finish_non_exhaustive()
    }
}

/// What [`Session::merge`] takes: a row of a table with a primary key, or a [`RowGraph`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be merged into a session",
    label = "is not a row of a table with a primary key",
    note = "merge rows (`User`) or a `RowGraph` of them; an insert struct goes through `add`"
)]
pub trait Mergeable {
    /// The entity of the row.
    type Entity: Managed;

    /// The row, and what belongs to it.
    fn into_graph(self) -> RowGraph<Self::Entity>;
}

impl<G> Mergeable for G
where
    (G,): RowOrGraph<G>,
{
    type Entity = <(G,) as RowOrGraph<G>>::Entity;

    fn into_graph(self) -> RowGraph<Self::Entity> {
        <(G,) as RowOrGraph<G>>::graph(self)
    }
}

/// The types for which [`Mergeable`] holds. In a tuple, or the compiler would show the source of an application's type.
#[diagnostic::on_unimplemented(
    message = "`{G}` cannot be merged into a session",
    label = "is not a row of a table with a primary key",
    note = "merge rows (`User`) or a `RowGraph` of them; an insert struct goes through `add`"
)]
pub trait RowOrGraph<G> {
    /// The entity of the row.
    type Entity: Managed;

    /// The row, and what belongs to it.
    fn graph(row: G) -> RowGraph<Self::Entity>;
}

#[diagnostic::do_not_recommend]
impl<E: Managed> RowOrGraph<E> for (E,) {
    type Entity = E;

    fn graph(row: E) -> RowGraph<E> {
        RowGraph::new(row)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Managed> RowOrGraph<RowGraph<E>> for (RowGraph<E>,) {
    type Entity = E;

    fn graph(row: RowGraph<E>) -> RowGraph<E> {
        row
    }
}

impl Session {
    /// Merges a row and all that belongs to it. Nothing is flushed in between: a row may refer to one that comes later.
    pub(super) fn merge_graph<E: Managed>(&mut self, graph: RowGraph<E>, merged: &mut MergedRows) -> Result<Handle<E>> {
        let handle = self.merge_row(graph.row, merged)?;
        for merge in graph.related {
            merge(self, handle, merged)?;
        }
        Ok(handle)
    }

    fn merge_collection<E: Managed, M: Managed>(
        &mut self,
        owner: Handle<E>,
        info: &'static RelationshipInfo,
        rows: Vec<RowGraph<M>>,
        merged: &mut MergedRows,
    ) -> Result<()> {
        self.refuse_unmerged(owner.id(), info)?;
        let (owner, target) = (owner.id(), self.identity_map.store_of_type::<M>());
        let before = self.related_instances(owner, info, target)?;
        let mut members = Vec::with_capacity(rows.len());
        for row in rows {
            members.push(self.merge_graph(row, merged)?.id());
        }
        let known: HashSet<InstanceId> = members.iter().copied().collect();
        for &left in before.iter().filter(|left| !known.contains(left)) {
            // The rows may have moved it elsewhere already.
            if self.is_member(owner, info, left)? {
                self.graph().remove(owner, info, left)?;
            }
        }
        for member in members {
            if !self.is_member(owner, info, member)? {
                self.graph().append(owner, info, member)?;
            }
        }
        Ok(())
    }

    fn merge_one<E: Managed, T: Managed>(
        &mut self,
        owner: Handle<E>,
        info: &'static RelationshipInfo,
        row: RowGraph<T>,
        merged: &mut MergedRows,
    ) -> Result<()> {
        self.refuse_unmerged(owner.id(), info)?;
        let other = self.merge_graph(row, merged)?;
        if !info.kind.is_many_to_one() {
            // Whoever is there now leaves: that may have to be read.
            let target = self.identity_map.store_of_type::<T>();
            self.related_instances(owner.id(), info, target)?;
        }
        self.graph().relate(owner.id(), info, Some(other.id()))
    }

    /// Whether an instance is in a collection that was read.
    fn is_member(&mut self, owner: InstanceId, info: &'static RelationshipInfo, member: InstanceId) -> Result<bool> {
        if info.kind == RelationshipKind::ManyToMany {
            return Ok(self.relationships.is_member(owner, info, member) == Some(true));
        }
        let (identity_map, relationships) = (&self.identity_map, &self.relationships);
        let parent = parent_of(identity_map, relationships, member, info.foreign_key(), owner.store)?;
        Ok(parent.instance() == Some(owner))
    }

    fn refuse_unmerged(&self, owner: InstanceId, info: &RelationshipInfo) -> Result<()> {
        if info.cascade.contains(&Cascade::Merge) && !info.viewonly {
            return Ok(());
        }
        let table = self.identity_map.mapper(owner).name;
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!(
                "`{table}.{}` is declared `viewonly` or without `cascade=merge`: merge its rows by themselves",
                info.name
            ),
        ))
    }
}
