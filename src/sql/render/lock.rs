//! FOR UPDATE and FOR SHARE as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{Lock, LockStrength, LockWait};

impl Renderer<'_> {
    pub(super) fn lock(&mut self, lock: &Lock) -> Result<()> {
        let word = match (lock.strength, self.dialect) {
            (_, Dialect::Sqlite) => {
                return Err(Error::unsupported(
                    "sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; \
                     leave `.for_update()` out",
                ));
            }
            (LockStrength::Update, _) => " FOR UPDATE",
            // The words that MySQL and MariaDB have in common; they name no tables.
            (LockStrength::Share, Dialect::MySql) if lock.of.is_empty() => " LOCK IN SHARE MODE",
            (LockStrength::Share, _) => " FOR SHARE",
        };
        self.push(word);
        self.needs.lock_of |= !lock.of.is_empty();
        for (index, table) in lock.of.iter().enumerate() {
            self.push(if index == 0 { " OF " } else { ", " });
            self.source(table);
        }
        self.push(match lock.wait {
            LockWait::Wait => "",
            LockWait::NoWait => " NOWAIT",
            LockWait::SkipLocked => " SKIP LOCKED",
        });
        Ok(())
    }
}
