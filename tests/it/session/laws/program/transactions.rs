//! Savepoints and rollbacks.

use realgar::prelude::*;

use super::super::model::Outcome;
use super::super::world::{Refused, World};
use super::{Dice, Program};

impl Program<'_> {
    pub(super) fn nested(
        &mut self,
        session: &mut Session,
        world: &mut World,
        dice: Dice,
        depth: usize,
    ) -> Result<(), Refused> {
        self.note(world, "begin nested", format_args!(""));
        let fails = dice.way.is_multiple_of(2);
        // It flushes first; then it is what it comes back to.
        let (outcome, _) = world.model.flushed();
        let mut was = None;
        let mut refused = None;
        let result = session.begin_nested(|session| {
            world.flush_with(session, |_| Ok(())).map_err(|Refused(error)| error)?;
            was = Some(world.model.clone());
            if let Err(Refused(error)) = self.run_level(session, world, depth + 1) {
                refused = Some(());
                return Err(error);
            }
            if fails {
                return Err(realgar::Error::other("enough"));
            }
            Ok(())
        });
        let Some(was) = was else {
            // The flush before the savepoint was refused.
            let error = result.expect_err("the closure did not run");
            assert_ne!(outcome, Outcome::Passes, "the flush before a savepoint should have passed: {error}");
            return Err(Refused(error));
        };
        match result {
            Ok(()) => {
                self.note(world, "release", format_args!(""));
                world.flush_with(session, |_| Ok(()))
            }
            Err(error) => {
                self.note(world, "savepoint undone", format_args!("{error}"));
                if !fails && refused.is_none() {
                    let (outcome, _) = world.model.flushed();
                    assert_ne!(outcome, Outcome::Passes, "the last flush should have passed: {error}");
                }
                world.bury();
                world.count_losses(&was);
                world.restore(&was);
                world.check_memory(session);
                world.check_relationships(session);
                Ok(())
            }
        }
    }
}

pub(crate) fn rollback(session: &mut Session, world: &mut World) {
    session.rollback().unwrap();
    world.bury();
    let committed = world.committed.clone();
    world.count_losses(&committed);
    world.restore(&committed);
    world.untracked.clear();
    world.check_memory(session);
    world.check_relationships(session);
}
