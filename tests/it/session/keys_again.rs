//! Keys that come again: rows that refer to themselves, keys given by hand, keys of rows that are gone.

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{NewNode, NewUser, Node, User};
use crate::support::TestDriver;

#[test]
fn a_row_that_refers_to_itself_is_written_in_two_steps() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let node = session.add(NewNode::new("ouroboros"));
    session.relate(node, Node.parent, node).unwrap();
    session.commit().unwrap();
    assert_eq!(session[node].parent_id, Some(session[node].id));
    assert_eq!(session.related(node, Node.parent).unwrap(), Some(node));
    assert_eq!(session.related(node, Node.children).unwrap(), [node]);
    session[node].name = "still the same".into();
    session.commit().unwrap();
    // With a key that is known, one step is enough.
    let known = session.add(NewNode::new("known").id(70));
    session.relate(known, Node.parent, known).unwrap();
    session.commit().unwrap();
    assert_eq!(session[known].parent_id, Some(70));
    session.delete(node).unwrap();
    session.delete(known).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Node.id))).unwrap(), Some(0));
}

#[test]
fn a_key_that_was_given_by_hand_is_skipped_or_told_and_never_tried_again_in_silence() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.add(NewUser::new("by hand").id(1));
    session.commit().unwrap();
    traced.take();
    let next = session.add(NewUser::new("by the database"));
    let written = session.commit();
    if TestDriver::current() != TestDriver::Postgres {
        written.unwrap();
        assert_eq!(session[next].id, 2);
        return;
    }
    // The sequence of PostgreSQL's knows nothing of keys that it has not given.
    let error = written.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(error.violation().unwrap().columns, ["id"]);
    assert_eq!(traced.take().iter().filter(|line| line.contains("INSERT")).count(), 1);
    session.commit().unwrap();
    assert_eq!(session[next].id, 2);
}

#[test]
fn a_key_of_a_row_that_is_gone_leads_to_the_new_row_and_not_to_the_old_instance() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let old = session.add(NewUser::new("old").id(9));
    session.commit().unwrap();
    session.delete(old).unwrap();
    session.commit().unwrap();
    // SQLite itself gives the largest key again when its row is gone; others do so by hand.
    let again = Session::begin(&traced.engine, |other| {
        let new = match TestDriver::current() {
            TestDriver::Sqlite => NewUser::new("new"),
            _ => NewUser::new("new").id(9),
        };
        let new = other.add(new);
        other.flush()?;
        Ok::<_, realgar::Error>(other[new].id)
    });
    let key = again.unwrap();
    let found = session.get_one(User, key).unwrap();
    assert_ne!(found, old);
    assert_eq!((session.state(old), session[found].name.as_str()), (State::Detached, "new"));
    assert!(session.try_ref(old).is_err());
}
