//! Members of collections: deleted, removed, moved, added.

use std::time::Duration;

use realgar::prelude::*;

use super::database::{
    Badge, NewBadge, NewNote, NewOwner, NewTag, NewToy, Owner, Toy, commit, many_owners, owners, session,
    with_a_toy_each, with_parts, with_tags, with_toys,
};
use super::{Work, timed};
use crate::GOOD;

pub(super) const WORK: [(&str, Work); 22] = [
    ("delete a parent, its children with it", deleted_children),
    ("delete a parent, its children's keys become NULL", released_children),
    ("delete a parent, the database sets its children's keys to NULL", children_of_the_database),
    ("remove children one by one", removed_children),
    ("remove children one by one, which deletes them", removed_orphans),
    ("move children to another parent", moved_children),
    ("move one child to and fro", moving_child),
    ("move one child from parent to parent", travelling_child),
    ("set children's keys to NULL as columns", emptied_keys),
    ("add children with their parent's handle", added_children),
    ("append new children", appended_children),
    ("delete parents of one child each", deleted_parents),
    ("hand one-to-ones over", handed_over),
    ("append to a many-to-many", appended_tags),
    ("append to a many-to-many that was not read", appended_tags_unread),
    ("append a tag to each of them", one_tag_each),
    ("remove from a many-to-many", removed_tags),
    ("delete a parent with a many-to-many", deleted_with_tags),
    ("roll back the removal of children", rolled_back_removal),
    ("roll back the removal from a many-to-many", rolled_back_tags),
    ("ask each whether it is dirty, many-to-many", dirty),
    ("read collections of one child each, all of which was changed and is not flushed", read_unflushed),
];

fn read_unflushed(count: usize) -> Duration {
    let (mut session, owners, toys) = with_a_toy_each(count);
    session.expire_all();
    for (toy, owner) in toys.iter().zip(owners.iter().rev()) {
        session.relate(*toy, Toy.owner, *owner).expect(GOOD);
    }
    timed(&mut session, |session| {
        session.no_autoflush(|session| {
            for owner in owners {
                session.related(owner, Owner.toys)?;
            }
            Ok(())
        })
    })
}

fn deleted_children(count: usize) -> Duration {
    let (mut session, [owner, _], _) = with_parts(count);
    timed(&mut session, |session| {
        session.delete(owner)?;
        session.flush()
    })
}

fn released_children(count: usize) -> Duration {
    let (mut session, [owner, _], _) = with_toys(count);
    timed(&mut session, |session| {
        session.delete(owner)?;
        session.flush()
    })
}

fn children_of_the_database(count: usize) -> Duration {
    let mut session = session();
    let [owner, _] = owners(&mut session);
    session.add_all((0..count).map(|_| NewNote::new().owner_id(owner)));
    commit(&mut session);
    timed(&mut session, |session| {
        session.delete(owner)?;
        session.flush()
    })
}

fn removed_children(count: usize) -> Duration {
    let (mut session, [owner, _], toys) = with_toys(count);
    timed(&mut session, |session| {
        for toy in toys {
            session.remove(owner, Owner.toys, toy)?;
        }
        session.flush()
    })
}

fn removed_orphans(count: usize) -> Duration {
    let (mut session, [owner, _], parts) = with_parts(count);
    timed(&mut session, |session| {
        for part in parts {
            session.remove(owner, Owner.parts, part)?;
        }
        session.flush()
    })
}

fn moved_children(count: usize) -> Duration {
    let (mut session, [_, other], toys) = with_toys(count);
    timed(&mut session, |session| {
        for toy in toys {
            session.append(other, Owner.toys, toy)?;
        }
        session.flush()
    })
}

fn moving_child(count: usize) -> Duration {
    let (mut session, owners, toys) = with_toys(1);
    timed(&mut session, |session| {
        for owner in (0..count).map(|n| owners[(n + 1) % 2]) {
            session.append(owner, Owner.toys, toys[0])?;
        }
        session.flush()
    })
}

fn travelling_child(count: usize) -> Duration {
    let (mut session, owners, toys) = with_a_toy_each(count);
    timed(&mut session, |session| {
        for owner in owners {
            session.append(owner, Owner.toys, toys[0])?;
        }
        session.flush()
    })
}

fn emptied_keys(count: usize) -> Duration {
    let (mut session, _, toys) = with_toys(count);
    timed(&mut session, |session| {
        for toy in toys {
            session[toy].owner_id = None;
        }
        session.flush()
    })
}

fn added_children(count: usize) -> Duration {
    let (mut session, [owner, _], _) = with_toys(1);
    timed(&mut session, |session| {
        for _ in 0..count {
            session.add(NewToy::new().owner_id(owner));
        }
        session.flush()
    })
}

fn appended_children(count: usize) -> Duration {
    let (mut session, [owner, _], _) = with_toys(1);
    timed(&mut session, |session| {
        for _ in 0..count {
            let toy = session.add(NewToy::new());
            session.append(owner, Owner.toys, toy)?;
        }
        session.flush()
    })
}

fn deleted_parents(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    let toys: Vec<Handle<Toy>> = owners.iter().map(|owner| session.add(NewToy::new().owner_id(*owner))).collect();
    commit(&mut session);
    let time = timed(&mut session, |session| {
        for owner in owners {
            session.delete(owner)?;
        }
        session.flush()
    });
    assert_eq!(session[toys[0]].owner_id, None);
    time
}

fn handed_over(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    let badges: Vec<Handle<Badge>> = owners.iter().map(|owner| session.add(NewBadge::new().owner_id(*owner))).collect();
    commit(&mut session);
    session.execute(select(Owner).options(selectin(Owner.badge))).expect(GOOD);
    timed(&mut session, |session| {
        for (owners, badges) in owners.chunks(2).zip(badges.chunks(2)) {
            session.relate(owners[0], Owner.badge, badges[1])?;
        }
        session.flush()
    })
}

fn appended_tags(count: usize) -> Duration {
    let (mut session, owner, _) = with_tags(1);
    timed(&mut session, |session| {
        for _ in 0..count {
            let tag = session.add(NewTag::new());
            session.append(owner, Owner.tags, tag)?;
        }
        session.flush()
    })
}

fn appended_tags_unread(count: usize) -> Duration {
    let mut session = session();
    let tags = session.add_all((0..count).map(|_| NewTag::new()));
    commit(&mut session);
    timed(&mut session, |session| {
        let owner = session.add(NewOwner::new());
        for tag in tags {
            session.append(owner, Owner.tags, tag)?;
        }
        session.flush()
    })
}

fn one_tag_each(count: usize) -> Duration {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    let tag = session.add(NewTag::new());
    commit(&mut session);
    timed(&mut session, |session| {
        for owner in owners {
            session.append(owner, Owner.tags, tag)?;
        }
        session.flush()
    })
}

fn removed_tags(count: usize) -> Duration {
    let (mut session, owner, tags) = with_tags(count);
    timed(&mut session, |session| {
        for tag in tags {
            session.remove(owner, Owner.tags, tag)?;
        }
        session.flush()
    })
}

fn deleted_with_tags(count: usize) -> Duration {
    let (mut session, owner, _) = with_tags(count);
    timed(&mut session, |session| {
        session.delete(owner)?;
        session.flush()
    })
}

fn rolled_back_removal(count: usize) -> Duration {
    let (mut session, [owner, _], toys) = with_toys(count);
    for toy in toys {
        session.remove(owner, Owner.toys, toy).expect(GOOD);
    }
    session.flush().expect(GOOD);
    timed(&mut session, Session::rollback)
}

fn rolled_back_tags(count: usize) -> Duration {
    let (mut session, owner, tags) = with_tags(count);
    for tag in tags {
        session.remove(owner, Owner.tags, tag).expect(GOOD);
    }
    session.flush().expect(GOOD);
    timed(&mut session, Session::rollback)
}

fn dirty(count: usize) -> Duration {
    let (mut session, owner, tags) = with_tags(count);
    for tag in &tags {
        session.remove(owner, Owner.tags, *tag).expect(GOOD);
    }
    timed(&mut session, |session| {
        assert!(tags.iter().all(|tag| session.is_dirty(*tag)));
        Ok(())
    })
}
