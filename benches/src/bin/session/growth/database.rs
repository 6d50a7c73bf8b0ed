//! A database for each piece of work, and the rows that it begins with.

use realgar::prelude::*;

use crate::GOOD;

pub(super) mod growth {
    realgar::include_schema!("growth");
}

pub(super) use growth::{
    Badge, Branch, NewBadge, NewBranch, NewNode, NewNote, NewOwner, NewPart, NewTag, NewToy, Node, Owner, Part, Tag,
    Toy,
};

/// A session on a database without rows.
pub(super) fn session() -> Session {
    let engine = Engine::new("sqlite://").expect(GOOD);
    growth::METADATA.create_all(&engine).expect(GOOD);
    Session::new(&engine)
}

/// An owner, and another one.
pub(super) fn owners(session: &mut Session) -> [Handle<Owner>; 2] {
    [session.add(NewOwner::new()), session.add(NewOwner::new())]
}

/// So many owners.
pub(super) fn many_owners(session: &mut Session, count: usize) -> Vec<Handle<Owner>> {
    session.add_all((0..count).map(|_| NewOwner::new()))
}

/// Commits what was added, and starts the transaction of the work.
pub(super) fn commit(session: &mut Session) {
    session.commit().expect(GOOD);
    session.execute(text("SELECT 1")).expect(GOOD);
}

/// An owner with so many toys, and another without any; the collections of both were read.
pub(super) fn with_toys(count: usize) -> (Session, [Handle<Owner>; 2], Vec<Handle<Toy>>) {
    let mut session = session();
    let owners = owners(&mut session);
    let toys = session.add_all((0..count).map(|_| NewToy::new().owner_id(owners[0])));
    commit(&mut session);
    assert_eq!(session.related(owners[0], Owner.toys).expect(GOOD), toys);
    assert_eq!(session.related(owners[1], Owner.toys).expect(GOOD), []);
    (session, owners, toys)
}

/// The same with parts.
pub(super) fn with_parts(count: usize) -> (Session, [Handle<Owner>; 2], Vec<Handle<Part>>) {
    let mut session = session();
    let owners = owners(&mut session);
    let parts = session.add_all((0..count).map(|_| NewPart::new(owners[0])));
    commit(&mut session);
    assert_eq!(session.related(owners[0], Owner.parts).expect(GOOD), parts);
    (session, owners, parts)
}

/// An owner with so many tags.
pub(super) fn with_tags(count: usize) -> (Session, Handle<Owner>, Vec<Handle<Tag>>) {
    let mut session = session();
    let owner = session.add(NewOwner::new());
    let tags = session.add_all((0..count).map(|_| NewTag::new()));
    session.flush().expect(GOOD);
    for tag in &tags {
        session.append(owner, Owner.tags, *tag).expect(GOOD);
    }
    commit(&mut session);
    assert_eq!(session.related(owner, Owner.tags).expect(GOOD).len(), count);
    (session, owner, tags)
}

/// So many owners with a toy each; all collections were read.
pub(super) fn with_a_toy_each(count: usize) -> (Session, Vec<Handle<Owner>>, Vec<Handle<Toy>>) {
    let mut session = session();
    let owners = many_owners(&mut session, count);
    let toys = owners.iter().map(|owner| session.add(NewToy::new().owner_id(*owner))).collect();
    commit(&mut session);
    session.execute(select(Owner).options(selectin(Owner.toys))).expect(GOOD);
    (session, owners, toys)
}
