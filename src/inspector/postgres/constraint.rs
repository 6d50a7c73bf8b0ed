//! Keys, checks and EXCLUDE.

use realgar_metadata::{Check, Deferrable, Dialect, Exclude, ForeignKey, PrimaryKey, Table, Unique};

use super::catalog::Constraint;
use crate::inspector::words::{action, expression, owned, texts};

/// Adds the constraints to their table.
pub(super) fn add(found: &[Constraint], table: &mut Table) {
    for constraint in found {
        match constraint.kind.as_str() {
            "p" => table.primary_key = primary_key(constraint),
            "u" => table.uniques.to_mut().push(unique(constraint)),
            "f" => table.foreign_keys.to_mut().push(foreign_key(constraint)),
            "x" => table.excludes.to_mut().push(exclude(constraint)),
            _ => table.checks.to_mut().push(check(constraint)),
        }
    }
}

fn primary_key(found: &Constraint) -> PrimaryKey {
    let mut key = PrimaryKey::new(&[]);
    key.name = Some(owned(&found.name));
    key.columns = texts(&found.columns).into();
    key.include = texts(&found.include).into();
    key.deferrable = deferrable(found.deferrable);
    key
}

fn unique(found: &Constraint) -> Unique {
    let mut unique = Unique::new(&[]);
    unique.name = Some(owned(&found.name));
    unique.columns = texts(&found.columns).into();
    unique.include = texts(&found.include).into();
    unique.nulls_not_distinct = found.nulls_not_distinct;
    unique.deferrable = deferrable(found.deferrable);
    unique
}

fn foreign_key(found: &Constraint) -> ForeignKey {
    let mut key = ForeignKey::new(&[], "", &[]);
    let mut letters = found.actions.split("").filter(|letter| !letter.is_empty());
    key.name = Some(owned(&found.name));
    key.columns = texts(&found.columns).into();
    key.referred_schema = found.referred_schema.as_deref().map(owned);
    key.referred_table = owned(found.referred_table.as_deref().unwrap_or_default());
    key.referred_columns = texts(&found.referred_columns).into();
    key.on_delete = action(letters.next().unwrap_or_default());
    key.on_update = action(letters.next().unwrap_or_default());
    key.match_full = letters.next() == Some("f");
    key.set_columns = texts(&found.set_columns).into();
    key.deferrable = deferrable(found.deferrable);
    key
}

fn check(found: &Constraint) -> Check {
    let mut check = Check::new("");
    check.name = Some(owned(&found.name));
    check.expression = expression(found.definition.as_deref().unwrap_or_default(), Dialect::PostgreSql);
    check.no_inherit = found.no_inherit;
    check
}

/// The server writes the word EXCLUDE first.
fn exclude(found: &Constraint) -> Exclude {
    let written = found.definition.as_deref().unwrap_or_default();
    let mut exclude = Exclude::new("");
    exclude.name = Some(owned(&found.name));
    exclude.definition = owned(written.strip_prefix("EXCLUDE ").unwrap_or(written));
    exclude
}

fn deferrable(found: i64) -> Option<Deferrable> {
    match found {
        0 => None,
        1 => Some(Deferrable::InitiallyImmediate),
        _ => Some(Deferrable::InitiallyDeferred),
    }
}
