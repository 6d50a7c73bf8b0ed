//! Rows that were to be deleted and were not there: somebody else was faster, or the database itself.

use std::collections::{HashMap, HashSet};

use realgar_metadata::{ForeignKey, ReferentialAction};

use super::DeletedOf;
use crate::entity::{Key, Mapper};
use crate::error::Result;
use crate::session::loading::one_row::stale;
use crate::sql::value::Value;

/// What the rows that were deleted had in the columns that a foreign key refers to, by table and columns.
type Gone<'k> = HashMap<(&'k str, Vec<usize>), HashSet<Key>>;

/// Refuses rows that were not there, unless the database has deleted them with another row of the same flush: where rows
/// refer to each other in a circle, ON DELETE CASCADE may come before the session's own DELETE.
pub(super) fn refuse(missing: &[(&'static Mapper, Vec<Value>)], deleted: &[DeletedOf]) -> Result<()> {
    let mut gone = Gone::new();
    for (mapper, values) in missing {
        let mut keys = (mapper.table)().foreign_keys.iter().filter(|key| key.on_delete == ReferentialAction::Cascade);
        let is_taken_along = keys.any(|key| {
            let own = Key::of(key.columns.iter().map(|name| &values[mapper.position(name)]));
            !own.has_null() && deleted_keys(&mut gone, key, deleted).contains(&own)
        });
        if !is_taken_along {
            return Err(stale("DELETE", mapper, values, 0));
        }
    }
    Ok(())
}

/// What deleted rows had in the columns that a foreign key refers to.
fn deleted_keys<'g>(gone: &'g mut Gone<'static>, key: &'static ForeignKey, deleted: &[DeletedOf]) -> &'g HashSet<Key> {
    let of = || deleted.iter().filter(|(mapper, _)| mapper.name == key.referred_table);
    let referred = |mapper: &Mapper| key.referred_columns.iter().map(|name| mapper.position(name)).collect::<Vec<_>>();
    let columns = of().next().map(|(mapper, _)| referred(mapper)).unwrap_or_default();
    gone.entry((&key.referred_table, columns.clone())).or_insert_with(|| {
        let rows = of().flat_map(|(_, rows)| rows);
        rows.map(|(_, values)| Key::of(columns.iter().map(|at| &values[*at]))).collect()
    })
}
