//! What a session does along with a query.

/// What a session does along with a query.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Rows that come from the database replace what is in memory, changes included.
    pub(crate) populate_existing: bool,
}
