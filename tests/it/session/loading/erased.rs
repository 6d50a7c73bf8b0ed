//! Erased queries and pages in a session.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::super::trace::forum::{Address, User};
use super::{emails, forum};

fn named(name: &str) -> Query<User, Handle<User>> {
    select(User).filter(User.name.eq(name)).options(selectin(User.addresses)).erase_for_session()
}

#[test]
fn an_erased_query_of_an_entity_gives_its_instances() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let known = session.get_one(User, 1).unwrap();
    let found = session.scalars(named("ed").filter(User.id.lt(10)).limit(1)).unwrap().one().unwrap();
    assert_eq!(found, known);
    traced.take();
    assert_eq!(emails(&mut session, &[found]), [vec!["a", "b"]]);
    traced.sent(&[]);
    let pairs: Query<(User, String), (Handle<User>, String)> =
        select((User, Address.email)).join(User.addresses).order_by(Address.id).erase_for_session();
    assert_eq!(session.execute(pairs.clone()).unwrap().first(), Some((known, "a".to_owned())));
    let rows = traced.engine.connect().unwrap().execute(pairs).unwrap().all();
    assert_eq!((rows[0].0.id, rows.len()), (1, 3));
}

#[test]
fn a_page_of_entities_is_a_page_of_instances() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = || select(User).order_by(User.id).options(selectin(User.addresses));
    let page = session.page(query(), 2, 2).unwrap();
    assert_eq!(
        traced.take()[..2],
        [
            "BEGIN",
            "SELECT count(*) FROM (SELECT user.id AS id, user.name AS name, user.nick AS nick FROM user) AS counted",
        ]
    );
    assert_eq!((page.items.len(), page.total, page.pages()), (1, 3, 2));
    assert_eq!(page.items, [session.get_one(User, 3).unwrap()]);
    let erased = session.page(query().erase_for_session(), 1, 2).unwrap();
    assert_eq!(erased.map(|user| session[user].id).items, [1, 2]);
    assert_eq!(*session.page(query(), 0, 2).unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[test]
fn loader_options_need_the_instances_that_erase_leaves_out() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let plain = select(User).options(selectin(User.addresses)).erase();
    let error = session.execute(plain).unwrap_err();
    assert!(error.message().contains("use `.erase_for_session()`"), "{error}");
    let error = traced.engine.connect().unwrap().execute(named("ed")).unwrap_err();
    assert!(error.message().contains("loader options need a session"), "{error}");
}
