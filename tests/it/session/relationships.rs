//! Relationships in memory and in the database: both sides in step, moves, orphans, cascades, many to many.

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Item, NewAddress, NewItem, NewNode, NewOrder, NewTag, NewUser, Node, Order, Tag, User,
};

/// Two users, of whom the first has two addresses; committed.
fn users(traced: &Traced) -> (Session, Handle<User>, Handle<User>, Vec<Handle<Address>>) {
    let mut session = Session::new(&traced.engine);
    let (ed, jack) = (session.add(NewUser::new("ed")), session.add(NewUser::new("jack")));
    let addresses = session.add_all(["a", "b"].map(|email| NewAddress::new(email).user_id(ed)));
    session.commit().unwrap();
    traced.take();
    (session, ed, jack, addresses)
}

#[test]
fn one_side_is_seen_at_the_other_without_sql() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let (ed, jack) = (session.add(NewUser::new("ed")), session.add(NewUser::new("jack")));
    let address = session.add(NewAddress::new("a"));
    session.no_autoflush(|session| {
        session.append(ed, User.addresses, address).unwrap();
        assert_eq!(session.related(address, Address.user).unwrap(), Some(ed));
        assert_eq!(session.related(ed, User.addresses).unwrap(), [address]);
        session.relate(address, Address.user, jack).unwrap();
        assert_eq!(session.related(ed, User.addresses).unwrap(), []);
        assert_eq!(session.related(jack, User.addresses).unwrap(), [address]);
        session.relate(address, Address.user, None).unwrap();
        assert_eq!(session.related(jack, User.addresses).unwrap(), []);
        assert_eq!(session.related(address, Address.user).unwrap(), None);
    });
    traced.sent(&[]);
}

#[test]
fn a_child_that_moves_is_one_update() {
    let traced = Traced::new();
    let (mut session, ed, jack, addresses) = users(&traced);
    assert_eq!(session.related(ed, User.addresses).unwrap(), addresses);
    traced.sent(&[
        "BEGIN",
        "SELECT address.id, address.email, address.user_id FROM address WHERE ? = address.user_id   (1)",
    ]);
    session.append(jack, User.addresses, addresses[0]).unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap(), [addresses[1]]);
    assert_eq!(session[addresses[0]].user_id, Some(2));
    session.flush().unwrap();
    traced.sent(&["UPDATE address SET user_id=? WHERE address.id = ?   (2, 1)"]);
    session.remove(jack, User.addresses, addresses[0]).unwrap();
    session.flush().unwrap();
    traced.sent(&["UPDATE address SET user_id=? WHERE address.id = ?   (NULL, 1)"]);
    assert!(session.remove(jack, User.addresses, addresses[0]).is_err());
}

#[test]
fn a_foreign_key_that_is_written_as_a_column_moves_the_child_at_the_flush() {
    let traced = Traced::new();
    let (mut session, ed, jack, addresses) = users(&traced);
    assert_eq!(session.related(ed, User.addresses).unwrap().len(), 2);
    assert_eq!(session.related(jack, User.addresses).unwrap().len(), 0);
    session[addresses[0]].user_id = Some(2);
    let new = session.add(NewAddress::new("c").user_id(2));
    session.flush().unwrap();
    traced.take();
    assert_eq!(session.related(ed, User.addresses).unwrap(), [addresses[1]]);
    let mut of_jack = session.related(jack, User.addresses).unwrap();
    of_jack.sort();
    assert_eq!(of_jack, [addresses[0], new]);
    traced.sent(&[]);
}

#[test]
fn children_of_a_deleted_parent_lose_their_key() {
    let traced = Traced::new();
    let (mut session, ed, _, addresses) = users(&traced);
    session.delete(ed).unwrap();
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        r#"SELECT "order".id, "order".user_id FROM "order" WHERE ? = "order".user_id   (1)"#,
        "SELECT address.id, address.email, address.user_id FROM address WHERE ? = address.user_id   (1)",
        "UPDATE address SET user_id=? WHERE address.id = ?   (NULL, 1)",
        "UPDATE address SET user_id=? WHERE address.id = ?   (NULL, 2)",
        "DELETE FROM user WHERE user.id = ?   (1)",
    ]);
    assert_eq!(session[addresses[0]].user_id, None);
    session.rollback().unwrap();
    assert_eq!(session[addresses[0]].user_id, Some(1));
    assert_eq!(session.related(ed, User.addresses).unwrap(), addresses);
}

/// A user with an order of one item that has a tag; committed.
fn shop(traced: &Traced) -> (Session, Handle<User>, Handle<Order>, Handle<Item>, Handle<Tag>) {
    let mut session = Session::new(&traced.engine);
    let user = session.add(NewUser::new("ed"));
    let order = session.add(NewOrder::new().user_id(user));
    let item = session.add(NewItem::new("x").order_id(order));
    let tag = session.add(NewTag::new("red"));
    session.append(item, Item.tags, tag).unwrap();
    session.commit().unwrap();
    let sent = traced.take();
    assert_eq!(sent[5], "INSERT INTO item_tag (item_id, tag_id) VALUES (?, ?)   (1, 1)");
    (session, user, order, item, tag)
}

#[test]
fn a_delete_takes_along_what_belongs_to_it_the_deepest_first() {
    let traced = Traced::new();
    let (mut session, user, order, item, tag) = shop(&traced);
    session.delete(user).unwrap();
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        r#"SELECT "order".id, "order".user_id FROM "order" WHERE ? = "order".user_id   (1)"#,
        "SELECT item.id, item.order_id, item.sku FROM item WHERE ? = item.order_id   (1)",
        "SELECT address.id, address.email, address.user_id FROM address WHERE ? = address.user_id   (1)",
        "SELECT tag.id, tag.name FROM tag JOIN item_tag AS item_tag_1 ON tag.id = item_tag_1.tag_id \
         WHERE ? = item_tag_1.item_id   (1)",
        "DELETE FROM item_tag WHERE item_tag.item_id = ? AND item_tag.tag_id = ?   (1, 1)",
        "DELETE FROM item WHERE item.id = ?   (1)",
        r#"DELETE FROM "order" WHERE "order".id = ?   (1)"#,
        "DELETE FROM user WHERE user.id = ?   (1)",
    ]);
    assert_eq!((session.state(order), session.state(item)), (State::Deleted, State::Deleted));
    assert_eq!(session.state(tag), State::Persistent);
    session.rollback().unwrap();
    assert_eq!((session.state(order), session.state(item)), (State::Persistent, State::Persistent));
    assert_eq!(session.related(item, Item.tags).unwrap(), [tag]);
}

#[test]
fn an_orphan_is_deleted_unless_it_has_another_parent_by_then() {
    let traced = Traced::new();
    let (mut session, user, order, item, _) = shop(&traced);
    let other = session.add(NewOrder::new().user_id(user));
    session.flush().unwrap();
    session.remove(order, Order.items, item).unwrap();
    session.append(other, Order.items, item).unwrap();
    traced.take();
    session.flush().unwrap();
    traced.sent(&["UPDATE item SET order_id=? WHERE item.id = ?   (2, 1)"]);
    session.remove(other, Order.items, item).unwrap();
    let pending = session.add(NewItem::new("never").order_id(other));
    session.remove(other, Order.items, pending).unwrap();
    session.flush().unwrap();
    assert_eq!((session.state(item), session.state(pending)), (State::Deleted, State::Detached));
    let sent = traced.take();
    let written: Vec<&String> = sent.iter().filter(|line| line.starts_with("DELETE")).collect();
    assert_eq!(
        written,
        [
            "DELETE FROM item_tag WHERE item_tag.item_id = ? AND item_tag.tag_id = ?   (1, 1)",
            "DELETE FROM item WHERE item.id = ?   (1)",
        ]
    );
    assert!(!sent.iter().any(|line| line.starts_with("INSERT")), "{sent:?}");
}

#[test]
fn many_to_many_is_one_row_from_whichever_side() {
    let traced = Traced::new();
    let (mut session, _, _, item, tag) = shop(&traced);
    let blue = session.add(NewTag::new("blue"));
    session.append(item, Item.tags, blue).unwrap();
    session.append(blue, Tag.items, item).unwrap();
    assert_eq!(session.related(blue, Tag.items).unwrap(), [item]);
    session.remove(tag, Tag.items, item).unwrap();
    session.flush().unwrap();
    let sent = traced.take();
    let links: Vec<&String> =
        sent.iter().filter(|line| line.contains("item_tag (") || line.starts_with("DELETE")).collect();
    assert_eq!(
        links,
        [
            "INSERT INTO item_tag (item_id, tag_id) VALUES (?, ?)   (1, 2)",
            "DELETE FROM item_tag WHERE item_tag.item_id = ? AND item_tag.tag_id = ?   (1, 1)",
        ]
    );
    assert_eq!(session.related(item, Item.tags).unwrap(), [blue]);
}

#[test]
fn a_tree_is_followed_both_ways() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let root = session.add(NewNode::new("root"));
    let children = session.add_all(["a", "b"].map(|name| NewNode::new(name).parent_id(root)));
    session.commit().unwrap();
    traced.take();
    assert_eq!(session.related(root, Node.children).unwrap(), children);
    assert_eq!(session.related(children[0], Node.parent).unwrap(), Some(root));
    assert_eq!(session.related(root, Node.parent).unwrap(), None);
    traced.sent(&[
        "BEGIN",
        "SELECT node.id, node.parent_id, node.name FROM node WHERE ? = node.parent_id   (1)",
        // The root is from the transaction before.
        "SELECT node.id, node.parent_id, node.name FROM node WHERE node.id = ?   (1)",
    ]);
    session.append(children[1], Node.children, children[0]).unwrap();
    session.commit().unwrap();
    traced.sent(&["UPDATE node SET parent_id=? WHERE node.id = ?   (3, 2)", "COMMIT"]);
}

#[test]
fn the_handle_of_another_session_is_refused() {
    let traced = Traced::new();
    let (mut session, ed, ..) = users(&traced);
    let mut other = Session::new(&traced.engine);
    let address = other.add(NewAddress::new("x"));
    let error = session.append(ed, User.addresses, address).unwrap_err();
    assert!(error.to_string().contains("belongs to another session"), "{error}");
    other.pending_mut(address).unwrap().user_id = Some(ed.into());
    assert!(other.flush().unwrap_err().to_string().contains("belongs to another session"));
}

#[test]
fn both_ends_of_a_link_are_dirty_until_it_is_written() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let (item, tag) = (session.add(NewItem::new("sku")), session.add(NewTag::new("blue")));
    session.commit().unwrap();
    let clean = |session: &Session| {
        session.dirty().is_empty() && !session.is_dirty(item) && !session.is_dirty(tag) && !session.is_modified(tag)
    };
    let changed = |session: &Session| {
        let dirty = session.dirty();
        let listed = dirty.len() == 2 && dirty.contains(item) && dirty.contains(tag);
        listed
            && session.is_dirty(item)
            && session.is_dirty(tag)
            && session.is_modified(item)
            && session.is_modified(tag)
    };
    assert!(clean(&session));
    session.append(item, Item.tags, tag).unwrap();
    assert!(changed(&session));
    session.flush().unwrap();
    assert!(clean(&session));
    session.remove(tag, Tag.items, item).unwrap();
    assert!(changed(&session));
    session.delete(tag).unwrap();
    assert!(!session.dirty().contains(tag));
    session.flush().unwrap();
    assert!(session.dirty().is_empty());
}

#[test]
fn a_key_that_is_written_after_a_relationship_counts_more() {
    let traced = Traced::new();
    let (mut session, ed, jack, addresses) = users(&traced);
    let (ed_id, jack_id) = (session[ed].id, session[jack].id);
    session.no_autoflush(|session| {
        assert_eq!(session.related(jack, User.addresses).unwrap(), []);
        let sandy = session.add(NewUser::new("sandy"));
        session.relate(addresses[0], Address.user, sandy).unwrap();
        session[addresses[0]].user_id = Some(jack_id);
        assert_eq!(session.related(addresses[0], Address.user).unwrap(), Some(jack));
        session.relate(addresses[1], Address.user, sandy).unwrap();
        session[addresses[1]].user_id = None;
        let pending = session.add(NewAddress::new("c").user_id(ed));
        session.relate(pending, Address.user, sandy).unwrap();
        session.pending_mut(pending).unwrap().user_id = Some(ed_id.into());
        session.flush().unwrap();
        assert_eq!(session.related(sandy, User.addresses).unwrap(), []);
        assert_eq!(session.related(jack, User.addresses).unwrap(), [addresses[0]]);
        assert_eq!(session[addresses[1]].user_id, None);
        assert_eq!(session[pending].user_id, Some(ed_id));
    });
    session.commit().unwrap();
}

#[test]
fn a_relationship_that_is_set_after_a_key_counts_more() {
    let traced = Traced::new();
    let (mut session, _, jack, addresses) = users(&traced);
    session[addresses[0]].user_id = Some(session[jack].id);
    let sandy = session.add(NewUser::new("sandy"));
    session.relate(addresses[0], Address.user, sandy).unwrap();
    session.flush().unwrap();
    assert_eq!(session[addresses[0]].user_id, Some(session[sandy].id));
}

#[test]
fn collections_that_are_read_one_after_the_other_have_what_no_flush_has_written() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all(["ed", "wendy", "jack"].map(NewUser::new));
    session.add_all(["a", "b"].map(|email| NewAddress::new(email).user_id(users[0])));
    session.commit().unwrap();
    session.expunge_all();
    let [ed, wendy] = [1, 2].map(|id| session.get_one(User, id).unwrap());
    let [one, other] = [1, 2].map(|id| session.get_one(Address, id).unwrap());
    session.no_autoflush(|session| {
        // To somebody who is in the session, and to somebody who is not yet.
        session[one].user_id = Some(2);
        session[other].user_id = Some(3);
        assert_eq!(session.related(ed, User.addresses).unwrap(), []);
        assert_eq!(session.related(wendy, User.addresses).unwrap(), [one]);
        let jack = session.get_one(User, 3).unwrap();
        assert_eq!(session.related(jack, User.addresses).unwrap(), [other]);
        // What changes in between counts.
        session.expunge(ed).unwrap();
        session.expunge(wendy).unwrap();
        session[one].user_id = Some(1);
        let pending = session.add(NewAddress::new("c"));
        let [ed, wendy] = [1, 2].map(|id| session.get_one(User, id).unwrap());
        assert_eq!(session.related(ed, User.addresses).unwrap(), [one]);
        session.pending_mut(pending).unwrap().user_id = Some(wendy.into());
        assert_eq!(session.related(wendy, User.addresses).unwrap(), [pending]);
    });
}
