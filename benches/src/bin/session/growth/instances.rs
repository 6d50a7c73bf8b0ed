//! Instances that leave the session, come back, are read again, or change.

use std::time::Duration;

use realgar::prelude::*;

use super::database::{NewOwner, NewToy, Owner, Toy, commit, many_owners, session, with_a_toy_each, with_toys};
use super::{Work, timed};
use crate::GOOD;

pub(super) const WORK: [(&str, Work); 12] = [
    ("change a column", changed),
    ("roll back the change of a column", rolled_back),
    ("expunge children of one collection", expunged_children),
    ("expunge parents with their children, one after the other", expunged_parents),
    ("delete pending children", deleted_pending),
    ("refresh children of one collection", refreshed_children),
    ("refresh parents of one child each", refreshed_parents),
    ("merge rows", merged),
    ("delete, and add under the same key", row_switches),
    ("delete parents of one child each, with a flush for each", flushed_one_by_one),
    ("run a statement for each, then load all", statements),
    ("run a statement for each, which instances follow", followed),
];

fn changed(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    commit(&mut session);
    timed(&mut session, |session| {
        for owner in owners {
            session[owner].name = Some("somebody".to_owned());
        }
        session.flush()
    })
}

fn rolled_back(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    commit(&mut session);
    for owner in owners {
        session[owner].name = Some("somebody".to_owned());
    }
    session.flush().expect(GOOD);
    timed(&mut session, Session::rollback)
}

fn expunged_children(count: usize) -> Duration {
    let (mut session, _, toys) = with_toys(count);
    timed(&mut session, |session| {
        for toy in toys {
            session.expunge(toy)?;
        }
        session.flush()
    })
}

/// As a program does that works through many rows, and keeps none of them.
fn expunged_parents(count: usize) -> Duration {
    let (mut session, owners, _) = with_a_toy_each(count);
    timed(&mut session, |session| {
        for owner in owners {
            for toy in session.related(owner, Owner.toys)? {
                session.expunge(toy)?;
            }
            session.expunge(owner)?;
        }
        session.flush()
    })
}

fn deleted_pending(count: usize) -> Duration {
    let (mut session, [owner, _], _) = with_toys(1);
    let toys = session.add_all((0..count).map(|_| NewToy::new().owner_id(owner)));
    timed(&mut session, |session| {
        for toy in toys {
            session.delete(toy)?;
        }
        session.flush()
    })
}

fn refreshed_children(count: usize) -> Duration {
    let (mut session, _, toys) = with_toys(count);
    timed(&mut session, |session| toys.into_iter().try_for_each(|toy| session.refresh(toy)))
}

fn refreshed_parents(count: usize) -> Duration {
    let (mut session, owners, _) = with_a_toy_each(count);
    timed(&mut session, |session| owners.into_iter().try_for_each(|owner| session.refresh(owner)))
}

fn merged(count: usize) -> Duration {
    let (mut session, [_, other], toys) = with_toys(count);
    let owner_id = Some(session[other].id);
    let rows: Vec<Toy> = toys.iter().map(|toy| Toy { owner_id, ..session[*toy].clone() }).collect();
    timed(&mut session, |session| {
        session.no_autoflush(|session| session.merge_all(rows))?;
        session.flush()
    })
}

fn row_switches(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    commit(&mut session);
    timed(&mut session, |session| {
        for owner in owners {
            let id = session[owner].id;
            session.delete(owner)?;
            session.add(NewOwner::new().id(id).name("another"));
        }
        session.flush()
    })
}

fn flushed_one_by_one(count: usize) -> Duration {
    let (mut session, owners, _) = with_a_toy_each(count);
    timed(&mut session, |session| {
        for owner in owners {
            session.delete(owner)?;
            session.flush()?;
        }
        Ok(())
    })
}

fn statements(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    let keys: Vec<i32> = {
        commit(&mut session);
        owners.iter().map(|owner| session[*owner].id).collect()
    };
    session.expunge_all();
    timed(&mut session, |session| {
        for key in keys {
            session.execute(update(Owner).set(Owner.name, "somebody").filter(Owner.id.eq(key)))?;
        }
        session.execute(select(Owner)).map(drop)
    })
}

fn followed(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    commit(&mut session);
    timed(&mut session, |session| {
        for owner in owners {
            let id = session[owner].id;
            session.execute(update(Owner).set(Owner.name, "somebody").filter(Owner.id.eq(id)))?;
        }
        Ok(())
    })
}
