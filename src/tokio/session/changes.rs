//! A session that is held over awaits: changes that may have to read or write.

use super::AsyncSession;
use crate::entity::{Handle, Managed};
use crate::session::{Addable, CollectionOf, KeyOf, LeadsToOne, Mergeable, RelatedTo, SetColumns};
use crate::tokio::call::Call;

/// What changes instances and rows.
impl AsyncSession {
    /// As [`Session::relate`](crate::Session::relate). Whoever is related now may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn relate<E, R, P, K, T>(&mut self, handle: Handle<E>, relationship: R, other: P) -> Call<'_, ()>
    where
        E: Managed,
        R: LeadsToOne<E, Kind = K, End = T> + Send + 'static,
        P: RelatedTo<K, T> + Send + 'static,
        T: Managed,
    {
        self.run(move |session| session.relate(handle, relationship, other))
    }

    /// As [`Session::append`](crate::Session::append). Members of a many-to-many may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn append<E, R, M, K>(&mut self, handle: Handle<E>, relationship: R, member: Handle<M>) -> Call<'_, ()>
    where
        E: Managed,
        R: CollectionOf<E, M, Kept = K> + Send + 'static,
        M: Managed,
    {
        self.run(move |session| session.append(handle, relationship, member))
    }

    /// As [`Session::remove`](crate::Session::remove). Members of a many-to-many may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn remove<E, R, M, K>(&mut self, handle: Handle<E>, relationship: R, member: Handle<M>) -> Call<'_, ()>
    where
        E: Managed,
        R: CollectionOf<E, M, Kept = K> + Send + 'static,
        M: Managed,
    {
        self.run(move |session| session.remove(handle, relationship, member))
    }

    /// As [`Session::delete`](crate::Session::delete). What goes with the instance may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, ()> {
        self.run(move |session| session.delete(handle))
    }

    /// As [`Session::merge`](crate::Session::merge).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn merge<G: Mergeable + Send + 'static>(&mut self, row: G) -> Call<'_, Handle<G::Entity>> {
        self.run(move |session| session.merge(row))
    }

    /// As [`Session::merge_all`](crate::Session::merge_all).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn merge_all<G: Mergeable, N>(&mut self, rows: N) -> Call<'_, Vec<Handle<G::Entity>>>
    where
        N: IntoIterator<Item = G> + Send + 'static,
    {
        self.run(move |session| session.merge_all(rows))
    }

    /// As [`Session::expunge`](crate::Session::expunge).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, E> {
        self.run(move |session| session.expunge(handle))
    }

    /// As [`Session::expunge_new`](crate::Session::expunge_new).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    #[deprecated(note = "`delete` drops a pending instance; `pending_mut(handle)?.clone()` is its insert struct")]
    #[expect(deprecated, reason = "both are")]
    pub fn expunge_new<E: Managed<New: Send>>(&mut self, handle: Handle<E>) -> Call<'_, E::New> {
        self.run(move |session| session.expunge_new(handle))
    }

    /// As [`Session::bulk_insert`](crate::Session::bulk_insert).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_insert<N, E, L>(&mut self, rows: L) -> Call<'_, u64>
    where
        N: Addable<Entity = E>,
        E: Managed<New = N>,
        L: IntoIterator<Item = N> + Send + 'static,
    {
        self.run(move |session| session.bulk_insert(rows))
    }

    /// As [`Session::bulk_update`](crate::Session::bulk_update).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_update<E: Managed, L>(&mut self, rows: L) -> Call<'_, u64>
    where
        L: IntoIterator<Item = E> + Send + 'static,
    {
        self.run(move |session| session.bulk_update(rows))
    }

    /// As [`Session::bulk_update_columns`](crate::Session::bulk_update_columns).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_update_columns<C, K, V, L>(&mut self, columns: C, rows: L) -> Call<'_, u64>
    where
        C: SetColumns<V, Table: Managed> + Send + 'static,
        K: KeyOf<C::Table>,
        L: IntoIterator<Item = (K, V)> + Send + 'static,
    {
        self.run(move |session| session.bulk_update_columns(columns, rows))
    }
}
