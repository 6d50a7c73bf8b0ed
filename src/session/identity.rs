//! The identity map: one instance for each row, with its state and its changes.

pub(crate) mod index;
pub(crate) mod instance_set;
pub(crate) mod map;
pub(crate) mod pending;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod stores;
