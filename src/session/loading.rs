//! Reads rows into the session: by key, along relationships, and along with a query.

pub(crate) mod by_key;
pub(crate) mod eager;
pub(crate) mod eager_rows;
pub(crate) mod joined;
pub(crate) mod lazy;
pub(crate) mod loader;
pub(crate) mod one_row;
pub(crate) mod refused;
pub(crate) mod rows;
pub(crate) mod selectin;
pub(crate) mod selects;
