//! Writes what was changed: memory is prepared, a plan is made and written, and memory takes over what the database says.
//!
//! Only [`finalize`] changes memory for good. What [`prepare`] changes before is put back if anything fails.

pub(crate) mod finalize;
mod key_changes;
pub(crate) mod persistence;
pub(crate) mod plan;
pub(crate) mod prepare;
mod referential_actions;
pub(crate) mod row_hooks;
