//! `raise`, `contains_eager`, filtered loaders, `populate_existing`: what a relationship shows, and what it is.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::super::trace::Traced;
use super::super::trace::forum::{Address, Item, NewAddress, NewNode, NewUser, Node, Order, Tag, User};
use super::{emails, forum};

#[test]
fn raise_forbids_lazy_sql() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select(User).filter_by(User.name, "ed").options((raise(User.addresses), raise(User.orders)));
    let ed = session.scalars(query).unwrap().one().unwrap();
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.name = ?   ('ed')"]);
    let error = session.related(ed, User.addresses).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().starts_with("'User.addresses' is not available due to raise"), "{error}");
    traced.sent(&[]);
    // A query may load it all the same, and others go on as before.
    session.scalars(select(User).options(selectin(User.addresses))).unwrap();
    assert_eq!(emails(&mut session, &[ed]), [["a", "b"]]);
    assert!(session.related(ed, User.orders).is_err());
    let jack = session.get_one(User, 2).unwrap();
    assert!(session.related(jack, User.orders).unwrap().is_empty());
    // What is known is shown, and what is set.
    session.scalars(select(User).options(raise(User.addresses))).unwrap();
    assert_eq!(emails(&mut session, &[ed]), [["a", "b"]]);
    let address = session.scalars(select(Address).filter_by(Address.email, "a").options(raise(Address.user))).unwrap();
    let address = address.one().unwrap();
    assert!(
        session.related(address, Address.user).unwrap_err().message().starts_with("'Address.user' is not available")
    );
    session.no_autoflush(|session| {
        let new = session.add(NewUser::new("new"));
        session.relate(address, Address.user, new).unwrap();
        assert_eq!(session.related(address, Address.user).unwrap(), Some(new));
    });
    session.rollback().unwrap();
    session.scalars(select(Address).options(joined(Address.user))).unwrap();
    assert_eq!(session.related(address, Address.user).unwrap(), Some(ed));
}

#[test]
fn deleting_looks_at_relationships_that_raise() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select(User).filter_by(User.name, "ed").options((raise(User.addresses), raise(User.orders)));
    let ed = session.scalars(query).unwrap().one().unwrap();
    session.delete(ed).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Order.id))).unwrap(), Some(0));
    assert_eq!(session.scalar(select(func::count(Address.id)).filter(Address.user_id.is_null())).unwrap(), Some(2));
}

#[test]
fn a_filtered_collection_is_shown_as_filtered() {
    let traced = forum();
    for is_joined in [false, true] {
        let mut session = Session::new(&traced.engine);
        let loader = if is_joined { joined(User.addresses) } else { selectin(User.addresses) };
        let loader = loader.filter(Address.email.ne("a")).filter(Address.email.ne("z"));
        let users = session.scalars(select(User).order_by(User.id).options(loader)).unwrap().all();
        let sent = traced.take();
        assert_eq!(sent.len(), if is_joined { 2 } else { 3 });
        assert_eq!(
            sent.last().unwrap(),
            if is_joined {
                "SELECT user.id, user.name, user.nick, address_1.id AS id_1, address_1.email, address_1.user_id FROM user \
                 LEFT OUTER JOIN address AS address_1 ON user.id = address_1.user_id AND address_1.email != ? \
                 AND address_1.email != ? ORDER BY user.id   ('a', 'z')"
            } else {
                "SELECT address.user_id, address.id, address.email FROM address WHERE address.user_id IN (?, ?, ?) \
                 AND address.email != ? AND address.email != ?   (1, 2, 3, 'a', 'z')"
            }
        );
        assert_eq!(emails(&mut session, &users), [vec!["b"], vec!["c"], vec![]]);
        traced.sent(&[]);
        // The last query counts.
        session.scalars(select(User).options(selectin(User.addresses))).unwrap();
        assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"], vec![]]);
        let loader = selectin(User.addresses).filter(Address.email.ne("a"));
        session.scalars(select(User).options(loader)).unwrap();
        assert_eq!(emails(&mut session, &users), [vec!["b"], vec!["c"], vec![]]);
        // Both sides stay in step.
        let new = session.add(NewAddress::new("new").user_id(users[2]));
        session.append(users[0], User.addresses, new).unwrap();
        assert_eq!(session.related(users[0], User.addresses).unwrap().len(), 2);
        session.rollback().unwrap();
        // The end of the transaction ends it.
        assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"], vec![]]);
        drop(session);
        traced.take();
    }
}

#[test]
fn any_condition_filters_what_is_joined() {
    let traced = forum();
    let other = alias!("other", Address);
    let length = case().when(Address.email.like("%b%"), 1).otherwise(func::length(Address.email));
    let filters = [
        (
            joined(User.addresses).filter(or_((Address.email.eq("a"), Address.email.in_(["c", "d"])))),
            "AND (address_1.email = ? OR address_1.email IN (?, ?)) ORDER BY",
            vec!["a", "c"],
        ),
        (
            joined(User.addresses).filter(length.eq(1).and(!Address.email.between("a", "b"))),
            "ELSE length(address_1.email) END = ? AND address_1.email NOT BETWEEN ? AND ? ORDER BY",
            vec!["c"],
        ),
        (
            joined(User.addresses).filter(Address.id.in_(select(other.id).filter(other.email.ne("a")))),
            "LEFT OUTER JOIN (SELECT address.id AS id, address.email AS email, address.user_id AS user_id FROM address \
             WHERE address.id IN (SELECT other.id FROM address AS other WHERE other.email != ?)) AS address_1 ON",
            vec!["b", "c"],
        ),
    ];
    for (loader, part, expected) in filters {
        let mut session = Session::new(&traced.engine);
        let users = session.scalars(select(User).order_by(User.id).options(loader)).unwrap().all();
        let sql = &traced.take()[1];
        assert!(sql.contains(part), "{sql}");
        assert_eq!(emails(&mut session, &users).concat(), expected);
        drop(session);
        traced.take();
    }
}

#[test]
fn an_association_is_filtered_inside_of_its_parentheses() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = |loader| select(Item).order_by(Item.id).options(loader);
    let items = session.scalars(query(joined(Item.tags).filter(Tag.name.ne("red")))).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT item.id, item.order_id, item.sku, tag_1.id AS id_1, tag_1.name FROM item \
         LEFT OUTER JOIN (item_tag AS item_tag_1 JOIN tag AS tag_1 ON tag_1.id = item_tag_1.tag_id AND tag_1.name != ?) \
         ON item.id = item_tag_1.item_id ORDER BY item.id   ('red')",
    ]);
    assert!(session.related(items[0], Item.tags).unwrap().is_empty());
    session.scalars(query(selectin(Item.tags).filter(Tag.name.eq("red")))).unwrap();
    assert_eq!(session.related(items[0], Item.tags).unwrap().len(), 1);
}

#[test]
fn deleting_looks_at_the_whole_of_a_filtered_collection() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let loaders =
        (selectin(User.addresses).filter(Address.email.eq("none")), selectin(User.orders).filter(Order.id.gt(5)));
    let ed = session.scalars(select(User).filter_by(User.name, "ed").options(loaders)).unwrap().one().unwrap();
    assert!(session.related(ed, User.orders).unwrap().is_empty());
    session.delete(ed).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Order.id))).unwrap(), Some(0));
    assert_eq!(session.scalar(select(func::count(Address.id)).filter(Address.user_id.is_null())).unwrap(), Some(2));
}

#[test]
fn a_filtered_many_to_one_may_lead_nowhere() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let loader = selectin(Address.user).filter(User.name.eq("jack"));
    let addresses = session.scalars(select(Address).order_by(Address.id).options(loader)).unwrap().all();
    traced.take();
    assert_eq!(session.related(addresses[0], Address.user).unwrap(), None);
    let jack = session.related(addresses[2], Address.user).unwrap().unwrap();
    assert_eq!(session[jack].name, "jack");
    traced.sent(&[]);
    session.relate(addresses[0], Address.user, jack).unwrap();
    assert_eq!(session.related(addresses[0], Address.user).unwrap(), Some(jack));
}

#[test]
fn contains_eager_takes_what_the_query_has_joined() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let query = select((User, Address)).join(User.addresses).filter(Address.email.ne("a")).order_by(Address.id);
    let rows = session.execute(query.options(contains_eager(User.addresses))).unwrap().all();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick, address.id AS id_1, address.email, address.user_id FROM user \
         JOIN address ON user.id = address.user_id WHERE address.email != ? ORDER BY address.id   ('a')",
    ]);
    assert_eq!(rows.len(), 2);
    assert_eq!(emails(&mut session, &[rows[0].0, rows[1].0]), [["b"], ["c"]]);
    traced.sent(&[]);
    let outer = select((User, Address)).left_join(User.addresses).order_by((User.id, Address.id));
    let rows =
        session.execute(outer.options(contains_eager(User.addresses).then(selectin(Address.user)))).unwrap().all();
    let mut users: Vec<Handle<User>> = rows.iter().map(|row| row.0).collect();
    users.dedup();
    assert_eq!((rows.len(), traced.take().len()), (4, 1));
    assert_eq!(emails(&mut session, &users), [vec!["a", "b"], vec!["c"], vec![]]);
    traced.sent(&[]);
    let missing = select(User).join(User.addresses).options(contains_eager(User.addresses));
    assert!(session.execute(missing).unwrap_err().message().contains("needs the entity of `address`"));
}

#[test]
fn contains_eager_goes_by_the_name_of_an_alias() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let root = session.add(NewNode::new("root"));
    let one = session.add(NewNode::new("one").parent_id(root));
    session.add_all(["a", "b"].map(|name| NewNode::new(name).parent_id(one)));
    session.commit().unwrap();
    traced.take();
    let (child, leaf) = (alias!("child", Node), alias!("leaf", Node));
    let query = || {
        let query = select((Node, child, leaf)).join_on(child, child.parent_id.eq(Node.id));
        query.join_on(leaf, leaf.parent_id.eq(child.id)).order_by(leaf.id)
    };
    let loader = contains_eager(Node.children).of_type(child).then(contains_eager(Node.children).of_type(leaf));
    let mut session = Session::new(&traced.engine);
    let rows = session.execute(query().options(loader)).unwrap().all();
    assert_eq!((rows.len(), traced.take().len()), (2, 2));
    let (root, one) = (rows[0].0, rows[0].1);
    assert_eq!(session.related(root, Node.children).unwrap(), [one]);
    assert_eq!(session.related(one, Node.children).unwrap(), [rows[0].2, rows[1].2]);
    traced.sent(&[]);
    // Its own name is that of the parent.
    let error = session.execute(query().options(contains_eager(Node.children))).unwrap_err();
    assert!(error.message().contains("name it with `of_type`"), "{error}");
    let error = session.execute(query().options(selectin(Node.children).of_type(child))).unwrap_err();
    assert!(error.message().contains("`of_type` is for `contains_eager`"), "{error}");
}

#[test]
fn populate_existing_overwrites() {
    let traced = forum();
    let mut session = Session::new(&traced.engine);
    let ed = session.get_one(User, 1).unwrap();
    session[ed].name = "mine".into();
    traced.take();
    session.no_autoflush(|session| session.scalars(select(User))).unwrap();
    assert_eq!(session[ed].name, "mine");
    session.no_autoflush(|session| session.scalars(select(User).populate_existing())).unwrap();
    assert_eq!(session[ed].name, "ed");
    traced.sent(&["SELECT user.id, user.name, user.nick FROM user"; 2]);
    // It is for that query alone, even if it was not read to its end.
    for user in session.stream(select(User).populate_existing()).unwrap().take(1) {
        user.unwrap();
    }
    session[ed].name = "mine".into();
    session.no_autoflush(|session| session.scalars(select(User))).unwrap();
    assert_eq!(session[ed].name, "mine");
}
