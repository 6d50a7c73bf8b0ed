//! What random programs have found: each of these was wrong once.

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Item, NewAddress, NewBall, NewGoal, NewItem, NewLocker, NewNode, NewOrder, NewPerson, NewPlayer, NewTag,
    NewUser, Node, Order, Person, Player, User,
};

fn session() -> Session {
    Session::new(&Traced::new().engine)
}

#[test]
fn what_never_had_a_parent_is_no_orphan_when_it_is_related_to_none() {
    let mut session = session();
    let pending = session.add(NewItem::new("a"));
    session.relate(pending, Item.order, None).unwrap();
    session.flush().unwrap();
    assert_eq!(session.state(pending), State::Persistent);
    session.relate(pending, Item.order, None).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(pending), State::Persistent);
}

#[test]
fn a_refused_delete_leaves_the_rows_that_refer_to_it_as_they_were() {
    let mut session = session();
    let player = session.add(NewPlayer::new("p"));
    let goal = session.add(NewGoal::new(player, "1"));
    let locker = session.add(NewLocker::new().player_id(player));
    session.commit().unwrap();
    session.delete(player).unwrap();
    assert!(session.flush().unwrap_err().is_foreign_key_violation()); // the goal's key is NOT NULL
    assert_eq!(session[locker].player_id, Some(session[player].id));
    assert!(!session.is_dirty(locker));
    session.delete(goal).unwrap();
    session.commit().unwrap();
    assert_eq!(session[locker].player_id, None);
}

#[test]
fn a_refused_flush_leaves_pending_orphans_pending() {
    let mut session = session();
    let user = session.add(NewUser::new("u"));
    let order = session.add(NewOrder::new().user_id(user));
    let item = session.add(NewItem::new("i").order_id(order));
    session.remove(user, User.orders, order).unwrap();
    let nobody = session.add(NewAddress::new("a").user_id(999));
    assert!(session.flush().unwrap_err().is_foreign_key_violation());
    assert_eq!((session.state(order), session.state(item)), (State::Pending, State::Pending));
    session.delete(nobody).unwrap();
    session.flush().unwrap();
    assert_eq!((session.state(order), session.state(item)), (State::Detached, State::Detached));
}

#[test]
fn a_delete_lets_go_what_belongs_to_what_is_pending() {
    let mut session = session();
    let user = session.add(NewUser::new("u"));
    session.commit().unwrap();
    let order = session.add(NewOrder::new().user_id(user));
    let item = session.add(NewItem::new("i").order_id(order));
    session.delete(user).unwrap();
    assert_eq!((session.state(order), session.state(item)), (State::Detached, State::Detached));
    session.commit().unwrap();
}

#[test]
fn others_may_refer_to_a_row_that_takes_over_the_key_of_a_deleted_one() {
    let mut session = session();
    let old = session.add(NewPerson::new("old"));
    let ball = session.add(NewBall::new(old));
    let root = session.add(NewNode::new("root"));
    session.commit().unwrap();
    session.delete(old).unwrap();
    session.delete(root).unwrap();
    let new = session.add(NewPerson::new("new").id(1));
    session.relate(ball, super::trace::forum::Ball.owner, new).unwrap();
    let heir = session.add(NewNode::new("heir").id(1));
    let child = session.add(NewNode::new("child").parent_id(heir));
    session.commit().unwrap();
    assert_eq!((session[ball].owner_id, session[child].parent_id), (1, Some(1)));
    assert_eq!(session[new].name, "new");
}

#[test]
fn one_new_row_takes_over_the_key_of_a_deleted_one_and_a_second_is_refused() {
    let mut session = session();
    let old = session.add(NewUser::new("old"));
    session.commit().unwrap();
    session.delete(old).unwrap();
    let both = session.add_all(["one", "other"].map(|name| NewUser::new(name).id(1)));
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert_eq!(both.iter().map(|user| session.state(*user)).collect::<Vec<_>>(), [State::Pending; 2]);
}

#[test]
fn a_relationship_counts_more_than_a_key_that_was_given_before() {
    let mut session = session();
    let owner = session.add(NewPerson::new("owner"));
    let ball = session.add(NewBall::new(owner).id(7));
    let fan = session.add(NewPerson::new("fan").fav_id(7));
    session.relate(fan, Person.fav, ball).unwrap();
    session.commit().unwrap();
    assert_eq!(session[fan].fav_id, Some(7));
}

#[test]
fn a_row_that_was_read_again_goes_with_the_transaction_that_inserted_it() {
    let mut session = session();
    let user = session.add(NewUser::new("u"));
    session.flush().unwrap();
    session.expunge(user).unwrap();
    let again = session.get_one(User, 1).unwrap();
    session.rollback().unwrap();
    assert_eq!(session.state(again), State::Detached);
    assert_eq!(session.get(User, 1).unwrap(), None);
}

#[test]
fn a_row_that_was_read_again_is_what_it_was_before_the_update_that_is_rolled_back() {
    let mut session = session();
    let user = session.add(NewUser::new("before"));
    session.commit().unwrap();
    session[user].name = "after".into();
    session.flush().unwrap();
    session.expunge(user).unwrap();
    let again = session.get_one(User, 1).unwrap();
    assert_eq!(session[again].name, "after");
    session.rollback().unwrap();
    assert_eq!(session[again].name, "before");
}

#[test]
fn a_row_that_was_changed_before_it_was_taken_over_comes_back_unchanged() {
    let mut session = session();
    let user = session.add(NewUser::new("before"));
    session.commit().unwrap();
    session[user].name = "changed".into();
    session.delete(user).unwrap();
    session.add(NewUser::new("new").id(1));
    session.flush().unwrap();
    session.rollback().unwrap();
    assert_eq!(session[user].name, "before");
}

#[test]
fn an_expired_row_forgets_whom_it_was_related_to_on_both_sides() {
    let mut session = session();
    let (one, other) = (session.add(NewUser::new("one")), session.add(NewUser::new("other")));
    let address = session.add(NewAddress::new("a").user_id(one));
    session.commit().unwrap();
    session.related(one, User.addresses).unwrap();
    session.related(other, User.addresses).unwrap();
    session.relate(address, Address.user, other).unwrap();
    session.expire(address).unwrap();
    assert_eq!(session.related(one, User.addresses).unwrap(), [address]);
    assert_eq!(session.related(other, User.addresses).unwrap(), []);
    let pending = session.add(NewUser::new("pending"));
    session.relate(address, Address.user, pending).unwrap();
    session.refresh(address).unwrap();
    session.commit().unwrap();
    assert_eq!(session[address].user_id, Some(session[one].id));
}

#[test]
fn a_row_that_was_taken_out_of_the_session_still_refers_to_its_parent() {
    let mut session = session();
    let user = session.add(NewUser::new("u"));
    let address = session.add(NewAddress::new("a").user_id(user));
    session.commit().unwrap();
    session.related(user, User.addresses).unwrap();
    session.expunge(address).unwrap();
    session.delete(user).unwrap();
    session.commit().unwrap();
    let again = session.get_one(Address, 1).unwrap();
    assert_eq!(session[again].user_id, None);
}

#[test]
fn a_child_whose_key_was_written_elsewhere_stays_there_when_its_former_parent_is_deleted() {
    let mut session = session();
    let (one, other) = (session.add(NewUser::new("one")), session.add(NewUser::new("other")));
    let address = session.add(NewAddress::new("a").user_id(one));
    session.commit().unwrap();
    session.related(one, User.addresses).unwrap();
    session.delete(one).unwrap();
    session[address].user_id = Some(session[other].id);
    session.commit().unwrap();
    assert_eq!(session[address].user_id, Some(2));
}

#[test]
fn associations_of_which_both_ends_are_deleted_go_with_them() {
    let mut session = session();
    let (item, tag) = (session.add(NewItem::new("i")), session.add(NewTag::new("t")));
    session.append(item, Item.tags, tag).unwrap();
    let player = session.add(NewPlayer::new("p"));
    session.append(player, Player.rivals, player).unwrap();
    session.commit().unwrap();
    session.delete(item).unwrap();
    session.delete(tag).unwrap();
    session.delete(player).unwrap();
    session.commit().unwrap();
}

#[test]
fn a_child_whose_key_is_written_back_is_in_its_collection_again() {
    let mut session = session();
    let (one, other) = (session.add(NewNode::new("one")), session.add(NewNode::new("other")));
    let child = session.add(NewNode::new("child").parent_id(one));
    session.commit().unwrap();
    assert_eq!(session.related(one, Node.children).unwrap(), [child]);
    assert_eq!(session.related(other, Node.children).unwrap(), []);
    session.append(other, Node.children, child).unwrap();
    session[child].parent_id = Some(session[one].id);
    session.flush().unwrap();
    assert_eq!(session.related(one, Node.children).unwrap(), [child]);
    assert_eq!(session.related(other, Node.children).unwrap(), []);
}

#[test]
fn the_place_in_a_one_to_one_is_given_to_another() {
    let mut session = session();
    let player = session.add(NewPlayer::new("p"));
    let (one, other) = (session.add(NewLocker::new()), session.add(NewLocker::new()));
    session.commit().unwrap();
    session.relate(player, Player.locker, one).unwrap();
    session.commit().unwrap();
    session.relate(player, Player.locker, other).unwrap();
    assert_eq!(session.related(player, Player.locker).unwrap(), Some(other));
    assert_eq!(session[one].player_id, None);
    session.commit().unwrap();
}

#[test]
fn a_child_whose_key_was_written_as_a_column_leaves_its_collection_when_it_is_related_anew() {
    let mut session = session();
    let users = session.add_all(["one", "two", "three"].map(NewUser::new));
    let address = session.add(NewAddress::new("a").user_id(users[0]));
    session.commit().unwrap();
    assert_eq!(session.related(users[0], User.addresses).unwrap(), [address]);
    session[address].user_id = Some(2);
    session.relate(address, Address.user, users[2]).unwrap();
    session.no_autoflush(|session| {
        assert_eq!(session.related(users[0], User.addresses).unwrap(), []);
        assert_eq!(session.related(users[2], User.addresses).unwrap(), [address]);
    });
}

#[test]
fn a_child_that_was_moved_and_expunged_before_the_flush_is_found_where_its_row_is() {
    let mut session = session();
    let users = session.add_all(["one", "two"].map(NewUser::new));
    let address = session.add(NewAddress::new("a").user_id(users[0]));
    session.commit().unwrap();
    assert_eq!(session.related(users[0], User.addresses).unwrap(), [address]);
    session.relate(address, Address.user, users[1]).unwrap();
    session.expunge(address).unwrap();
    let found = session.related(users[0], User.addresses).unwrap();
    assert_eq!(session[found[0]].email, "a");
}

#[test]
fn a_link_that_was_taken_off_is_there_again_when_its_end_is_expunged_before_the_flush() {
    let mut session = session();
    let item = session.add(NewItem::new("a"));
    let tag = session.add(NewTag::new("t"));
    session.append(item, Item.tags, tag).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(item, Item.tags).unwrap(), [tag]);
    session.remove(item, Item.tags, tag).unwrap();
    session.expunge(tag).unwrap();
    let found = session.related(item, Item.tags).unwrap();
    assert_eq!(session[found[0]].name, "t");
}

#[test]
fn a_collection_that_was_read_between_a_relate_and_a_plain_key_is_left_by_the_flush() {
    let mut session = session();
    let users = session.add_all(["one", "two"].map(NewUser::new));
    let address: Handle<Address> = session.add(NewAddress::new("a"));
    session.flush().unwrap();
    session.relate(address, Address.user, users[0]).unwrap();
    let read = session.no_autoflush(|session| session.related(users[0], User.addresses));
    assert_eq!(read.unwrap(), [address]);
    session[address].user_id = Some(2);
    session.flush().unwrap();
    assert_eq!(session.related(users[0], User.addresses).unwrap(), []);
    assert_eq!(session.related(users[1], User.addresses).unwrap(), [address]);
}

#[test]
fn a_collection_is_read_again_after_a_statement_has_given_it_members_that_are_not_in_memory() {
    let mut session = session();
    let order = session.add(NewOrder::new());
    session.bulk_insert([NewItem::new("a")]).unwrap();
    session.flush().unwrap();
    assert_eq!(session.related(order, Order.items).unwrap(), []);
    let key = session[order].id;
    session.execute(update(Item).set(Item.order_id, key).all_rows()).unwrap();
    session.delete(order).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Item.id))).unwrap(), Some(0));
}

#[test]
fn a_row_whose_key_was_changed_is_gone_with_its_insert_though_its_instance_was_expunged_and_read_again() {
    let mut session = session();
    let user = session.add(NewUser::new("one"));
    session.flush().unwrap();
    session[user].id = 1000;
    session.flush().unwrap();
    session.expunge(user).unwrap();
    let again = session.get_one(User, 1000).unwrap();
    session.rollback().unwrap();
    assert_eq!(session.state(again), State::Detached);
}

#[test]
fn a_row_inserted_in_bulk_is_not_believed_after_a_rollback_though_its_instance_was_expunged_and_read_again() {
    let mut session = session();
    session.bulk_insert([NewUser::new("one").id(7)]).unwrap();
    let user = session.get_one(User, 7).unwrap();
    session[user].name = "two".into();
    session.flush().unwrap();
    session.expunge(user).unwrap();
    let again = session.get_one(User, 7).unwrap();
    session.rollback().unwrap();
    assert!(session.try_ref(again).is_err());
}
