//! `selectin`.

use realgar::prelude::*;

use super::super::trace::Traced;
use super::super::trace::forum::{Address, Item, NewAddress, NewNode, NewUser, Node, Order, Tag, User};
use super::{emails, forum};
use crate::support::is_for_sqlite_only;

#[test]
fn collections_take_one_more_statement() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let users = session.scalars(select(User).options(selectin(User.addresses))).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick FROM user",
        "SELECT address.user_id, address.id, address.email FROM address WHERE address.user_id IN (?, ?, ?)   (1, 2, 3)",
    ]);
    assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"], vec![]]);
    traced.sent(&[]);
}

#[test]
fn a_level_more_is_a_statement_more() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select(User).options(selectin(User.orders).then(selectin(Order.items)).then(selectin(Item.tags)));
    let users = session.scalars(query).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick FROM user",
        r#"SELECT "order".user_id, "order".id FROM "order" WHERE "order".user_id IN (?, ?, ?)   (1, 2, 3)"#,
        "SELECT item.order_id, item.id, item.sku FROM item WHERE item.order_id IN (?)   (1)",
        "SELECT item_tag.item_id, tag.id, tag.name FROM item_tag JOIN tag ON tag.id = item_tag.tag_id \
         WHERE item_tag.item_id IN (?, ?)   (1, 2)",
    ]);
    let order = session.related(users[0], User.orders).unwrap()[0];
    let items = session.related(order, Order.items).unwrap();
    assert_eq!(items.iter().map(|item| session[*item].sku.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    let tags: Vec<Handle<Tag>> = session.related(items[1], Item.tags).unwrap();
    assert_eq!(session.related(items[0], Item.tags).unwrap(), tags);
    assert_eq!(session[tags[0]].name, "red");
    traced.sent(&[]);
}

#[test]
fn relationships_side_by_side_share_what_leads_to_them() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let orders = || selectin(User.orders).options(selectin(Order.items)).options(raise(Order.user));
    session.scalars(select(User).options((orders(), selectin(User.addresses)))).unwrap();
    assert_eq!(traced.take().len(), 1 + 4);
    let mut session = Session::new(&traced.engine);
    let (items, addresses) = (selectin(User.orders).then(selectin(Order.items)), selectin(User.addresses));
    session.scalars(select(User).options((selectin(User.orders), addresses)).options(items)).unwrap();
    assert_eq!(traced.take().len(), 1 + 4);
}

#[test]
fn the_number_of_statements_does_not_grow_with_the_rows() {
    let sent = [1, 200].map(|rows| {
        let traced = Traced::new();
        let mut session = Session::new(&traced.engine);
        for _ in 0..rows {
            let user = session.add(NewUser::new("u"));
            session.add_all((0..3).map(|_| NewAddress::new("a").user_id(user)));
        }
        session.commit().unwrap();
        traced.take();
        let mut session = Session::new(&traced.engine);
        let loader = selectin(User.addresses).then(selectin(Address.user)).then(selectin(User.orders));
        let users = session.scalars(select(User).options(loader)).unwrap().all();
        assert_eq!(users.len(), rows);
        let sent = traced.take().len();
        for user in users {
            for address in session.related(user, User.addresses).unwrap() {
                assert_eq!(session.related(address, Address.user).unwrap(), Some(user));
            }
            assert!(session.related(user, User.orders).unwrap().is_empty());
        }
        traced.sent(&[]);
        sent
    });
    // The users of addresses are in the identity map.
    assert_eq!(sent, [1 + 3, 1 + 3]);
}

#[test]
fn more_than_five_hundred_keys_are_asked_for_in_parts() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all((0..1001).map(|_| NewUser::new("u")));
    session.add(NewAddress::new("last").user_id(*users.last().unwrap()));
    session.commit().unwrap();
    for (limit, parts) in [(500, 1), (501, 2), (1001, 3)] {
        traced.take();
        let mut session = Session::new(&traced.engine);
        let query = select(User).order_by(User.id).limit(limit).options(selectin(User.addresses));
        let users = session.scalars(query).unwrap().all();
        let sent = traced.take();
        assert_eq!(sent.iter().filter(|line| line.contains("FROM address")).count(), parts);
        let last = session.related(*users.last().unwrap(), User.addresses).unwrap();
        assert_eq!(last.len(), usize::from(limit == 1001));
        traced.sent(&[]);
    }
}

#[test]
fn a_many_to_one_asks_for_what_is_missing() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let stray = session.add(NewAddress::new("stray"));
    session.commit().unwrap();
    let mut session_with_ed = Session::new(&traced.engine);
    let ed = session_with_ed.get_one(User, 1).unwrap();
    traced.take();
    let query = || select(Address).order_by(Address.id).options(selectin(Address.user));
    let addresses = session_with_ed.scalars(query()).unwrap().all();
    traced.sent(&[
        "SELECT address.id, address.email, address.user_id FROM address ORDER BY address.id",
        "SELECT user.id, user.name, user.nick FROM user WHERE user.id IN (?)   (2)",
    ]);
    let users: Vec<Option<Handle<User>>> =
        addresses.iter().map(|address| session_with_ed.related(*address, Address.user).unwrap()).collect();
    assert_eq!(users[..2], [Some(ed), Some(ed)]);
    assert_eq!((session_with_ed[users[2].unwrap()].name.as_str(), users[3]), ("jack", None));
    traced.sent(&[]);
    // NULL alone asks for nothing.
    let only = select(Address).filter(Address.user_id.is_null()).options(selectin(Address.user));
    assert_eq!(session.scalars(only).unwrap().all(), [stray]);
    assert_eq!(traced.take().len(), 2);
}

#[test]
fn a_tree_is_loaded_as_deep_as_is_said() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let root = session.add(NewNode::new("root"));
    let mut parent = root;
    for name in ["child", "grandchild", "great-grandchild"] {
        parent = session.add(NewNode::new(name).parent_id(parent));
    }
    session.commit().unwrap();
    traced.take();
    let mut session = Session::new(&traced.engine);
    let children = || selectin(Node.children);
    let query = select(Node).filter(Node.parent_id.is_null()).options(children().then(children()));
    let root = session.scalars(query).unwrap().one().unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT node.id, node.parent_id, node.name FROM node WHERE node.parent_id IS NULL",
        "SELECT node.parent_id, node.id, node.name FROM node WHERE node.parent_id IN (?)   (1)",
        "SELECT node.parent_id, node.id, node.name FROM node WHERE node.parent_id IN (?)   (2)",
    ]);
    let child = session.related(root, Node.children).unwrap()[0];
    let grandchild = session.related(child, Node.children).unwrap()[0];
    traced.sent(&[]);
    assert_eq!(session[grandchild].name, "grandchild");
    assert_eq!(session.related(grandchild, Node.children).unwrap().len(), 1);
    assert_eq!(traced.take().len(), 1);
}

#[test]
fn options_go_with_an_alias() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let other = alias!("other", User);
    let query = select(other).filter(other.name.eq("ed")).options(selectin(other.addresses));
    let users = session.scalars(query).unwrap().all();
    assert_eq!(emails(&mut session, &users), [["a", "b"]]);
    assert_eq!(traced.take().len(), 3);
}

#[test]
fn collections_that_are_known_are_not_asked_for_again() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let ed = session.get_one(User, 1).unwrap();
    session.related(ed, User.addresses).unwrap();
    let new = session.add(NewAddress::new("new").user_id(ed));
    traced.take();
    let query = || select(User).order_by(User.id).options(selectin(User.addresses).then(selectin(Address.user)));
    session.no_autoflush(|session| session.scalars(query())).unwrap();
    let sent = traced.take();
    assert!(sent[1].ends_with("WHERE address.user_id IN (?, ?)   (2, 3)"), "{sent:?}");
    assert_eq!(sent.len(), 2);
    assert!(session.related(ed, User.addresses).unwrap().contains(&new));
    // … unless everything is to be read anew.
    session.flush().unwrap();
    traced.take();
    session.scalars(query().populate_existing()).unwrap();
    let sent = traced.take();
    assert!(sent[1].ends_with("WHERE address.user_id IN (?, ?, ?)   (1, 2, 3)"), "{sent:?}");
    assert_eq!(session.related(ed, User.addresses).unwrap().len(), 3);
}

#[test]
fn a_chain_may_be_a_hundred_long() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let mut parent = session.add(NewNode::new("root"));
    for _ in 0..120 {
        parent = session.add(NewNode::new("node").parent_id(parent));
    }
    session.commit().unwrap();
    traced.take();
    let roots = || select(Node).filter(Node.parent_id.is_null());
    let mut session = Session::new(&traced.engine);
    let chain = (1..100).fold(selectin(Node.children), |loader, _| loader.then(selectin(Node.children)));
    session.scalars(roots().options(chain)).unwrap();
    assert_eq!(traced.take().len(), 2 + 100);
    // No database joins that many tables.
    let chain = (1..100).fold(joined(Node.children), |loader, _| loader.then(joined(Node.children)));
    let error = session.scalars(roots().options(chain)).unwrap_err();
    assert!(error.statement().is_some_and(|sql| sql.contains("AS node_100")), "{error}");
}
