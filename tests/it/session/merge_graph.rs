//! Rows that are merged together with those that belong to them.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Item, Locker, NewAddress, NewItem, NewOrder, NewTag, NewUser, Node, Order, Player, Tag, User,
};
use crate::support::engine_builder;

mod school {
    realgar::include_schema!("school");
}

fn ed() -> User {
    User { id: 1, name: "ed".into(), nick: None }
}

fn address(id: i64, email: &str) -> Address {
    Address { id, email: email.into(), user_id: Some(1) }
}

/// A user with two addresses.
fn filled(traced: &Traced) {
    Session::begin(&traced.engine, |session| {
        let ed = session.add(NewUser::new("ed"));
        session.add_all(["a", "b"].map(|email| NewAddress::new(email).user_id(ed)));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    traced.take();
}

#[test]
fn a_collection_becomes_what_the_graph_has() {
    let traced = Traced::new();
    filled(&traced);
    let mut session = Session::new(&traced.engine);
    let graph = RowGraph::new(User { nick: Some("e".into()), ..ed() })
        .with(User.addresses, [address(1, "changed"), address(3, "new")]);
    let handle = session.merge(graph).unwrap();
    let members = session.related(handle, User.addresses).unwrap();
    assert_eq!(members.len(), 2);
    assert!(traced.take().iter().all(|line| !line.starts_with("INSERT") && !line.starts_with("UPDATE")));
    session.commit().unwrap();
    let rows = session.execute(select((Address.email, Address.user_id)).order_by(Address.id)).unwrap().all();
    let expected = [("changed", Some(1)), ("b", None), ("new", Some(1))];
    assert_eq!(rows, expected.map(|(email, user)| (email.to_owned(), user)));
    assert_eq!(session[handle].nick.as_deref(), Some("e"));
}

#[test]
fn the_rows_of_a_collection_are_read_at_once() {
    let traced = Traced::new();
    filled(&traced);
    let mut session = Session::new(&traced.engine);
    session.merge(RowGraph::new(ed()).with(User.addresses, [address(1, "a"), address(2, "b")])).unwrap();
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)",
        "SELECT address.id, address.email, address.user_id FROM address WHERE ? = address.user_id   (1)",
    ]);
}

#[test]
fn rows_that_are_not_in_the_graph_are_deleted_where_they_are_owned() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed_handle = session.add(NewUser::new("ed"));
    let order = session.add(NewOrder::new().user_id(ed_handle));
    session.add_all(["kept", "dropped"].map(|sku| NewItem::new(sku).order_id(order)));
    session.commit().unwrap();
    // Three levels, as they come from elsewhere.
    let item = Item { id: 1, order_id: Some(1), sku: "renamed".into() };
    let order = RowGraph::new(Order { id: 1, user_id: Some(1) }).with(Order.items, [item]);
    session.merge(RowGraph::new(ed()).with(User.orders, [order])).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalars(select(Item.sku)).unwrap().all(), ["renamed"]);
    // Without its orders, the user has none: they and their items are deleted.
    session.merge(RowGraph::new(ed()).with(User.orders, Vec::<Order>::new())).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Order.id))).unwrap(), Some(0));
    assert_eq!(session.scalar(select(func::count(Item.id))).unwrap(), Some(0));
}

#[test]
fn a_graph_of_new_rows_is_inserted_parents_first() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let graph = RowGraph::new(ed()).with(User.addresses, [address(1, "a"), address(2, "b")]);
    let handle = session.merge(graph).unwrap();
    assert_eq!(session.state(handle), State::Pending);
    assert_eq!(session.related(handle, User.addresses).unwrap().len(), 2);
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Address.id)).filter(Address.user_id.eq(1))).unwrap(), Some(2));
}

#[test]
fn a_row_that_says_another_parent_belongs_to_the_one_it_is_given_to() {
    let traced = Traced::new();
    filled(&traced);
    let mut session = Session::new(&traced.engine);
    session.add(NewUser::new("wendy"));
    session.flush().unwrap();
    let moved = Address { user_id: Some(2), ..address(1, "a") };
    session.merge(RowGraph::new(ed()).with(User.addresses, [moved, address(2, "b")])).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Address.id)).filter(Address.user_id.eq(1))).unwrap(), Some(2));
}

#[test]
fn a_new_row_that_stands_in_a_graph_twice_is_one_instance() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let item = |id: i64, tags: &[(i64, &str)]| {
        let tags = tags.iter().map(|(id, name)| Tag { id: *id, name: (*name).into() }).collect::<Vec<_>>();
        RowGraph::new(Item { id, order_id: Some(1), sku: format!("item {id}") }).with(Item.tags, tags)
    };
    let items = [item(1, &[(1, "red"), (2, "old")]), item(2, &[(2, "new")])];
    let order = session.merge(RowGraph::new(Order { id: 1, user_id: None }).with(Order.items, items)).unwrap();
    session.commit().unwrap();
    let items = session.related(order, Order.items).unwrap();
    let tags = |session: &mut Session, item: Handle<Item>| {
        let mut tags = session.related(item, Item.tags).unwrap();
        tags.sort_by_key(|tag| session[*tag].id);
        tags.into_iter().map(|tag| session[tag].name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(tags(&mut session, items[0]), ["red", "new"]);
    assert_eq!(tags(&mut session, items[1]), ["new"]);
    // A link that the next graph does not have is deleted, its tag is not.
    let bare = Item { id: 1, order_id: Some(1), sku: "item 1".into() };
    session.merge(RowGraph::new(bare).with(Item.tags, [Tag { id: 1, name: "red".into() }])).unwrap();
    session.commit().unwrap();
    assert_eq!(tags(&mut session, items[0]), ["red"]);
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(2));
}

#[test]
fn a_relationship_to_one_row_takes_one() {
    let traced = Traced::new();
    filled(&traced);
    let mut session = Session::new(&traced.engine);
    let wendy = User { id: 2, name: "wendy".into(), nick: None };
    let moved = session.merge(RowGraph::new(address(1, "a")).with_one(Address.user, wendy)).unwrap();
    session.commit().unwrap();
    assert_eq!(session[moved].user_id, Some(2));
    // One to one, from the side that has no foreign key: whoever was there leaves.
    let player = || Player { id: 1, name: "p".into(), team_league: None, team_number: None };
    for id in [1, 2] {
        let locker = Locker { id, player_id: None };
        session.merge(RowGraph::new(player()).with_one(Player.locker, locker)).unwrap();
        session.commit().unwrap();
    }
    let lockers = session.execute(select((Locker.id, Locker.player_id)).order_by(Locker.id)).unwrap().all();
    assert_eq!(lockers, [(1, None), (2, Some(1))]);
}

#[test]
fn a_tree_is_merged_to_its_leaves() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let node = |id: i64| Node { id, parent_id: None, name: format!("n{id}") };
    let middle = RowGraph::new(node(2)).with(Node.children, [node(3), node(4)]);
    session.merge(RowGraph::new(node(1)).with(Node.children, [middle])).unwrap();
    session.commit().unwrap();
    let rows = session.execute(select((Node.id, Node.parent_id)).order_by(Node.id)).unwrap().all();
    assert_eq!(rows, [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(2))]);
}

#[test]
fn rows_of_one_session_go_into_another_with_their_relationships() {
    let traced = Traced::new();
    filled(&traced);
    let graph = {
        let mut session = Session::new(&traced.engine);
        let ed = session.get_one(User, 1).unwrap();
        let addresses = session.related(ed, User.addresses).unwrap();
        let addresses: Vec<Address> = addresses.into_iter().map(|address| session[address].clone()).collect();
        RowGraph::new(session.expunge(ed).unwrap()).with(User.addresses, addresses)
    };
    let mut session = Session::new(&traced.engine);
    session.merge(graph).unwrap();
    assert!(session.dirty().is_empty() && session.new_count() == 0);
    session.rollback().unwrap();
}

#[test]
fn a_rollback_undoes_what_was_merged() {
    let traced = Traced::new();
    filled(&traced);
    let mut session = Session::new(&traced.engine);
    let handle = session.merge(RowGraph::new(ed()).with(User.addresses, [address(1, "x"), address(9, "y")])).unwrap();
    session.flush().unwrap();
    session.rollback().unwrap();
    let addresses = session.related(handle, User.addresses).unwrap();
    let mut emails: Vec<String> = addresses.iter().map(|address| session[*address].email.clone()).collect();
    emails.sort();
    assert_eq!(emails, ["a", "b"]);
}

#[test]
fn a_relationship_that_is_only_read_merges_nothing() {
    use school::{NewPupil, Photo, Pupil};
    let engine = engine_builder().build().unwrap();
    school::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let eve = session.add(NewPupil::new("eve"));
    session.commit().unwrap();
    let row = session[eve].clone();
    let photo = Photo { id: 1, pupil_id: Some(row.id), path: "p".into() };
    let error = session.merge(RowGraph::new(row).with(Pupil.photos, [photo])).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("`pupil.photos` is declared `viewonly`"), "{error}");
}

#[test]
fn a_tag_that_is_there_is_not_added_again() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let tag = session.add(NewTag::new("red"));
    session.commit().unwrap();
    let red = session[tag].clone();
    let item = Item { id: 1, order_id: None, sku: "i".into() };
    for _ in 0..2 {
        let graph = RowGraph::new(item.clone()).with(Item.tags, [red.clone(), red.clone()]);
        let item = session.merge(graph).unwrap();
        session.commit().unwrap();
        assert_eq!(session.related(item, Item.tags).unwrap(), [tag]);
    }
}
