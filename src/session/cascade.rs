//! What is deleted along with an instance, and what loses its reference to it.

use super::Session;
use crate::error::Result;
use crate::handle::InstanceId;

impl Session {
    /// Marks a persistent instance to be deleted, and those that its relationships take along.
    pub(crate) fn delete_with_cascade(&mut self, id: InstanceId) -> Result<()> {
        self.instances.store_mut(id).doom(id.slot, true);
        Ok(())
    }

    /// Before a flush deletes rows: what refers to them is set to NULL where that is wanted.
    pub(crate) fn prepare_deletes(&mut self) -> Result<()> {
        Ok(())
    }
}
