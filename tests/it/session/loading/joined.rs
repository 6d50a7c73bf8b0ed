//! `joined`.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::super::trace::Traced;
use super::super::trace::forum::{Address, Item, NewAddress, NewNode, Node, Order, Tag, User};
use super::{emails, forum};
use crate::support::{is_for_sqlite_only, is_not_for_mysql};

#[test]
fn a_collection_comes_with_one_statement_and_does_not_repeat_its_owner() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let rows = session.execute(select(User).order_by(User.id).options(joined(User.addresses))).unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick, address_1.id AS id_1, address_1.email, address_1.user_id FROM user \
         LEFT OUTER JOIN address AS address_1 ON user.id = address_1.user_id ORDER BY user.id",
    ]);
    assert_eq!(rows.columns(), ["id", "name", "nick"]);
    let users = rows.all();
    assert_eq!(users.len(), 3);
    assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"], vec![]]);
    traced.sent(&[]);
}

#[test]
fn a_many_to_one_comes_with_one_statement() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    session.add(NewAddress::new("stray"));
    session.commit().unwrap();
    traced.take();
    let mut session = Session::new(&traced.engine);
    let query = || select(Address).order_by(Address.id).options(joined(Address.user));
    let addresses = session.scalars(query()).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT address.id, address.email, address.user_id, user_1.id AS id_1, user_1.name, user_1.nick FROM address \
         LEFT OUTER JOIN user AS user_1 ON user_1.id = address.user_id ORDER BY address.id",
    ]);
    let mut names = Vec::new();
    for address in addresses {
        let user = session.related(address, Address.user).unwrap();
        names.push(user.map(|user| session[user].name.clone()));
    }
    assert_eq!(names, [Some("ed"), Some("ed"), Some("jack"), None].map(|name| name.map(str::to_owned)));
    traced.sent(&[]);
    // LIMIT counts the same rows, so nothing is wrapped.
    assert_eq!(session.scalars(query().limit(2)).unwrap().len(), 2);
    assert!(!traced.take()[0].contains("anon"));
}

#[test]
fn limit_counts_owners() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select(User).order_by(User.id).limit(2).options(joined(User.addresses));
    let users = session.scalars(query).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT anon_1.id, anon_1.name, anon_1.nick, address_1.id AS id_1, address_1.email, address_1.user_id \
         FROM (SELECT user.id AS id, user.name AS name, user.nick AS nick FROM user ORDER BY user.id LIMIT ?) AS anon_1 \
         LEFT OUTER JOIN address AS address_1 ON anon_1.id = address_1.user_id ORDER BY anon_1.id   (2)",
    ]);
    assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"]]);
    traced.sent(&[]);
    // By what is not selected; OFFSET alone; DISTINCT.
    let length = func::length(User.name);
    let query = select((User.name, User)).order_by((length.desc(), User.name)).limit(2);
    let rows = session.execute(query.options(joined(User.addresses))).unwrap();
    assert_eq!(rows.columns(), ["name", "id", "name_1", "nick"]);
    let rows = rows.all();
    assert_eq!(rows.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["fred", "jack"]);
    let sent = traced.take();
    assert!(sent[0].contains("length(user.name) AS order_1 FROM user"), "{}", sent[0]);
    assert!(sent[0].ends_with("ORDER BY anon_1.order_1 DESC, anon_1.name   (2)"), "{}", sent[0]);
    let query = select(User).order_by(User.id).offset(1).options(joined(User.addresses));
    assert_eq!(session.scalars(query).unwrap().len(), 2);
    let query = select(User).distinct().join(User.addresses).order_by(User.id).options(joined(User.addresses));
    assert_eq!(session.scalars(query).unwrap().all(), users);
}

#[test]
fn two_collections_do_not_multiply_each_other() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select(Order)
        .options((joined(Order.items).then(joined(Item.tags)), joined(Order.user).then(joined(User.addresses))));
    let order = session.scalars(query).unwrap().one().unwrap();
    assert_eq!(traced.take().len(), 2);
    let items = session.related(order, Order.items).unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        let tags: Vec<Handle<Tag>> = session.related(item, Item.tags).unwrap();
        assert_eq!(tags.len(), 1);
    }
    let user = session.related(order, Order.user).unwrap().unwrap();
    assert_eq!(emails(&mut session, &[user]), [["a", "b"]]);
    traced.sent(&[]);
}

#[test]
fn an_association_is_joined_inside_of_parentheses() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    session.scalars(select(Item).options(joined(Item.tags))).unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT item.id, item.order_id, item.sku, tag_1.id AS id_1, tag_1.name FROM item \
         LEFT OUTER JOIN (item_tag AS item_tag_1 JOIN tag AS tag_1 ON tag_1.id = item_tag_1.tag_id) \
         ON item.id = item_tag_1.item_id",
    ]);
}

#[test]
fn joins_and_statements_go_on_from_each_other() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let loader = joined(User.orders).then(selectin(Order.items)).then(joined(Item.tags));
    let users = session.scalars(select(User).order_by(User.id).options(loader)).unwrap().all();
    assert_eq!(users.len(), 3);
    assert_eq!(traced.take().len(), 1 + 2);
    let order = session.related(users[0], User.orders).unwrap()[0];
    let items = session.related(order, Order.items).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(session.related(items[0], Item.tags).unwrap().len(), 1);
    assert!(session.related(users[2], User.orders).unwrap().is_empty());
    traced.sent(&[]);
}

#[test]
fn a_tree_is_joined_to_itself() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let root = session.add(NewNode::new("root"));
    let child = session.add(NewNode::new("child").parent_id(root));
    session.add_all(["one", "two"].map(|name| NewNode::new(name).parent_id(child)));
    session.commit().unwrap();
    traced.take();
    let mut session = Session::new(&traced.engine);
    let loader = joined(Node.children).then(joined(Node.children));
    let root = session.scalars(select(Node).filter(Node.parent_id.is_null()).options(loader)).unwrap().one().unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT node.id, node.parent_id, node.name, node_1.id AS id_1, node_1.parent_id AS parent_id_1, \
         node_1.name AS name_1, node_2.id AS id_2, node_2.parent_id AS parent_id_2, node_2.name AS name_2 FROM node \
         LEFT OUTER JOIN node AS node_1 ON node.id = node_1.parent_id \
         LEFT OUTER JOIN node AS node_2 ON node_1.id = node_2.parent_id WHERE node.parent_id IS NULL",
    ]);
    let child = session.related(root, Node.children).unwrap()[0];
    assert_eq!(session.related(child, Node.children).unwrap().len(), 2);
    traced.sent(&[]);
}

#[test]
fn a_name_that_is_taken_is_not_taken_again() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let taken = alias!("address_1", Address);
    let query = select(User).join_on(taken, taken.user_id.eq(User.id)).filter(taken.email.eq("a"));
    let users = session.scalars(query.options(joined(User.addresses))).unwrap().all();
    assert!(traced.take()[1].contains("LEFT OUTER JOIN address AS address_2 ON user.id = address_2.user_id"));
    assert_eq!(emails(&mut session, &users), [["a", "b"]]);
    // The other end of an outer join.
    let query = select((Address, User)).left_join(Address.user).order_by(Address.id).options(joined(User.addresses));
    let rows: Vec<(Handle<Address>, Option<Handle<User>>)> = session.execute(query).unwrap().all();
    assert_eq!(rows.len(), 3);
}

#[test]
fn a_scalar_has_all_that_was_joined_to_it() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let ed = session.scalar(select(User).order_by(User.id).options(joined(User.addresses))).unwrap().unwrap();
    traced.take();
    assert_eq!(emails(&mut session, &[ed]), [["a", "b"]]);
    traced.sent(&[]);
}

#[test]
fn a_stream_joins_rows_that_are_one_each() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let mut addresses = Vec::new();
    let rows = session.stream(select(Address).order_by(Address.id).options(joined(Address.user))).unwrap();
    assert_eq!(rows.columns(), ["id", "email", "user_id"]);
    for address in rows {
        addresses.push(address.unwrap());
    }
    traced.take();
    for address in addresses {
        assert!(session.related(address, Address.user).unwrap().is_some());
    }
    traced.sent(&[]);
    // Dropped before its end, it leaves nothing behind.
    session.stream(select(Address).options(joined(Address.user))).unwrap().next().unwrap().unwrap();
    if is_not_for_mysql() {
        return;
    }
    let named = update(User).set(User.nick, "x").filter(User.name.ne("fred")).returning((User.id, User.nick));
    assert_eq!(session.execute(named).unwrap().all(), [(1, Some("x".to_owned())), (2, Some("x".to_owned()))]);
    session.stream(select(Address).options(joined(Address.user))).unwrap().next().unwrap().unwrap();
    assert_eq!(session.execute(select((User.id, User.name)).order_by(User.id)).unwrap().len(), 3);
    session.flush().unwrap();
    traced.take();
    for error in [
        session.stream(select(User).options(joined(User.addresses))).unwrap_err(),
        session.stream(select(User).options(selectin(User.addresses))).unwrap_err(),
        session.stream(select(Address).options(joined(Address.user).then(raise(User.orders)))).unwrap_err(),
    ] {
        assert_eq!(*error.kind(), ErrorKind::InvalidStatement);
        assert!(error.message().contains("a stream keeps none"), "{error}");
    }
}

#[test]
fn what_cannot_be_joined_to_is_refused() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let refused = |error: realgar::Error, sentence: &str| {
        assert!(error.message().contains(sentence), "{error}");
        traced.sent(&[]);
    };
    let grouped = select((User, func::count(Address.id))).join(User.addresses).group_by(User.id);
    refused(session.execute(grouped.options(joined(User.orders))).unwrap_err(), "what GROUP BY of this query is about");
    let locked = select(User).for_update().options(joined(User.addresses));
    refused(session.execute(locked).unwrap_err(), "what FOR UPDATE of this query is about");
    let columns = select(User.id).options(selectin(User.addresses));
    refused(session.execute(columns).unwrap_err(), "selects no entity of `user`");
    let options = select(User).options(selectin(User.addresses));
    refused(traced.engine.connect().unwrap().execute(options.clone()).unwrap_err(), "loader options need a session");
    refused(session.execute(options.clone().erase()).unwrap_err(), "`.erase()` gives plain rows");
    let nested = select(Address.id).filter(options.clone().exists());
    refused(session.execute(nested).unwrap_err(), "inside of another query");
    refused(session.execute(options.clone().union(select(User))).unwrap_err(), "inside of another query");
    assert_eq!(session.scalar(options.total()).unwrap(), Some(3));
    let order = func::length(Address.email);
    let distinct = select(User).distinct().join(User.addresses).order_by(order).options(joined(User.addresses));
    traced.take();
    refused(session.execute(distinct).unwrap_err(), "a DISTINCT query");
    let nothing = select(User).options(raise(User.orders).then(selectin(Order.items)));
    refused(session.execute(nothing).unwrap_err(), "`raise` loads nothing");
    let mut deep = selectin(Node.children);
    for _ in 0..1000 {
        deep = deep.then(selectin(Node.children));
    }
    refused(session.execute(select(Node).options(deep)).unwrap_err(), "nested too deep");
}

#[test]
fn what_is_joined_to_instances_that_are_known_is_asked_for() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let other = session.add(super::NewOrder::new());
    session.add(super::NewItem::new("z").order_id(other));
    session.commit().unwrap();
    traced.take();
    let mut session = Session::new(&traced.engine);
    let order = session.get_one(Order, 1).unwrap();
    traced.take();
    // One order is in the identity map, the other is read.
    let loader = selectin(Item.order).then(joined(Order.items));
    session.scalars(select(Item).options(loader)).unwrap();
    let sent = traced.take();
    assert_eq!(sent.len(), 3, "{sent:?}");
    assert!(sent[1].contains("LEFT OUTER JOIN item AS item_1"), "{sent:?}");
    assert!(sent[2].contains("FROM item WHERE item.order_id IN (?)"), "{sent:?}");
    assert_eq!(session.related(order, Order.items).unwrap().len(), 2);
    let other = session.get_one(Order, 2).unwrap();
    assert_eq!(session.related(other, Order.items).unwrap().len(), 1);
    traced.sent(&[]);
}
