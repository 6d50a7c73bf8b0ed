//! Corner cases of the unit of work: rows that change hands, flushes that fail half way, handles of others.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, Item, NewAddress, NewItem, NewOrder, NewPerson, NewTag, NewUser, Order, Tag, User};
use crate::support::{engine, is_for_sqlite_only};

/// `schema/blog.sql`.
mod blog {
    realgar::include_schema!("blog");
}

#[test]
fn a_row_that_takes_over_another_can_be_referred_to_in_the_same_flush() {
    let engine = engine();
    blog::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let ann = session.add(blog::NewAuthor::new("ann"));
    let post = session.add(blog::NewPost::new(ann, "title"));
    let rust = session.add(blog::NewTag::new("rust"));
    session.append(post, blog::Post.tags, rust).unwrap();
    session.commit().unwrap();
    session.delete(rust).unwrap();
    let again = session.add(blog::NewTag::new("rust"));
    session.append(post, blog::Post.tags, again).unwrap();
    session.flush().unwrap();
    assert_eq!(session.related(post, blog::Post.tags).unwrap(), [again]);
    session.commit().unwrap();
    let mut fresh = Session::new(&engine);
    let post = fresh.get_one(blog::Post, 1).unwrap();
    assert_eq!(fresh.related(post, blog::Post.tags).unwrap().len(), 1);
}

#[test]
fn two_new_rows_do_not_take_over_one_deleted_row() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let old = session.add(NewTag::new("old").id(5));
    session.commit().unwrap();
    session[old].name = "changed".into();
    session.delete(old).unwrap();
    session.add_all([NewTag::new("one").id(5), NewTag::new("two").id(5)]);
    assert!(session.flush().unwrap_err().is_unique_violation());
    session.rollback().unwrap();
    assert_eq!(session[old].name, "old");
}

#[test]
fn a_flush_that_fails_does_not_keep_what_it_has_prepared() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let (one, other) = (session.add(NewOrder::new()), session.add(NewOrder::new()));
    let item = session.add(NewItem::new("x").order_id(one));
    let user = session.add(NewUser::new("ed"));
    let address = session.add(NewAddress::new("a").user_id(user));
    session.commit().unwrap();
    session.remove(one, Order.items, item).unwrap();
    let never = session.add(NewItem::new("never").order_id(one));
    session.remove(one, Order.items, never).unwrap();
    session.delete(user).unwrap();
    let twin = session.add(NewUser::new("twin").id(1).nick("no row switch"));
    let second = session.add(NewUser::new("twin").id(1));
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert_eq!(session[address].user_id, Some(1));
    assert!(!session.is_modified(address));
    assert_eq!(session.state(never), State::Pending);
    // The item gets another order after all, and stays.
    session.append(other, Order.items, item).unwrap();
    session.append(other, Order.items, never).unwrap();
    session.delete(second).unwrap();
    session.delete(twin).unwrap();
    session.commit().unwrap();
    assert_eq!((session.state(item), session.state(never)), (State::Persistent, State::Persistent));
    assert_eq!(session.related(other, Order.items).unwrap(), [item, never]);
    assert_eq!(session[address].user_id, None);
}

#[test]
fn a_child_that_has_moved_by_its_column_is_not_deleted_with_its_old_parent() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let (one, other) = (session.add(NewOrder::new()), session.add(NewOrder::new()));
    let item = session.add(NewItem::new("x").order_id(one));
    session.commit().unwrap();
    assert_eq!(session.related(one, Order.items).unwrap(), [item]);
    session[item].order_id = Some(2);
    let pending = session.add(NewItem::new("y").order_id(one));
    session.pending_mut(pending).unwrap().order_id = Some(other.into());
    session.delete(one).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(item), State::Persistent);
    assert_eq!(session.related(other, Order.items).unwrap(), [item, pending]);
}

#[test]
fn a_key_that_changes_is_linked_by_its_new_value() {
    let engine = engine();
    blog::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let ann = session.add(blog::NewAuthor::new("ann"));
    let post = session.add(blog::NewPost::new(ann, "title"));
    let tag = session.add(blog::NewTag::new("rsut"));
    session.commit().unwrap();
    session[tag].name = "rust".into();
    session.append(post, blog::Post.tags, tag).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(post, blog::Post.tags).unwrap(), [tag]);
}

#[test]
fn the_handle_of_another_session_is_an_error_where_collections_were_read_and_can_be_mended() {
    let traced = Traced::new();
    let mut other = Session::new(&traced.engine);
    other.add(NewPerson::new("p"));
    let foreign = other.add(NewUser::new("foreign"));
    let mut session = Session::new(&traced.engine);
    let mine = session.add(NewUser::new("mine"));
    session.flush().unwrap();
    session.related(mine, User.addresses).unwrap();
    let address = session.add(NewAddress::new("x").user_id(foreign));
    assert_eq!(*session.related(address, Address.user).unwrap_err().kind(), ErrorKind::Detached);
    session.relate(address, Address.user, mine).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(mine, User.addresses).unwrap(), [address]);
}

#[test]
fn a_collection_of_many_to_many_is_read_before_it_is_changed() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let item = session.add(NewItem::new("x"));
    let (red, blue) = (session.add(NewTag::new("red")), session.add(NewTag::new("blue")));
    session.append(item, Item.tags, red).unwrap();
    session.commit().unwrap();
    session.append(item, Item.tags, red).unwrap();
    session.commit().unwrap();
    let error = session.remove(item, Item.tags, blue).unwrap_err();
    assert!(error.to_string().contains("not in this collection"), "{error}");
    session.commit().unwrap();
    assert_eq!(session.related(red, Tag.items).unwrap(), [item]);
}

#[test]
fn a_key_of_several_columns_is_given_as_what_converts_into_them_or_as_a_foreign_key_of_handles() {
    let engine = engine();
    blog::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let ann = session.add(blog::NewAuthor::new("ann"));
    let post = session.add(blog::NewPost::new(ann, "title"));
    let rust = session.add(blog::NewTag::new("rust"));
    let link = session.add(blog::NewPostTag::new(post, rust));
    session.commit().unwrap();
    assert_eq!(session.get(blog::PostTag, (1, "rust")).unwrap(), Some(link));
    let mut fresh = Session::new(&engine);
    let found = fresh.get_one(blog::PostTag, (1, String::from("rust"))).unwrap();
    assert_eq!((fresh[found].post_id, fresh[found].tag_name.as_str()), (1, "rust"));
    assert_eq!(fresh.get(blog::PostTag, (1, "sql")).unwrap(), None);
    let missing = fresh.get_one(blog::PostTag, (2, "rust")).unwrap_err().to_string();
    assert!(missing.contains("no row of `post_tag` has the key 2, 'rust'"), "{missing}");
}

/// The key of an entity that is a type parameter.
fn find<E: realgar::session::Managed>(
    session: &mut Session,
    table: realgar::query::EntityOf<E>,
    key: E::Key,
) -> realgar::Result<Option<Handle<E>>> {
    session.get(table, key)
}

#[test]
fn functions_for_all_entities_find_rows_by_key() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let tag = session.add(NewTag::new("rust"));
    session.commit().unwrap();
    assert_eq!(find(&mut session, Tag, 1).unwrap(), Some(tag));
}

#[test]
fn a_row_that_was_read_after_a_flush_stays_readable_after_a_rollback() {
    let traced = Traced::new();
    Session::begin(&traced.engine, |session| {
        session.add_all(["ed", "jack"].map(NewUser::new));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    let mut session = Session::new(&traced.engine);
    session.add(NewTag::new("red"));
    session.flush().unwrap();
    session.execute(update(User).set(User.nick, "eddie").filter(User.name.eq("ed"))).unwrap();
    let users = session.scalars(select(User).order_by(User.id)).unwrap().all();
    session.rollback().unwrap();
    // The statement may have written the one, and not the other.
    assert_eq!(*session.try_ref(users[0]).unwrap_err().kind(), ErrorKind::Expired);
    assert_eq!(session[users[1]].name, "jack");
    session.refresh(users[0]).unwrap();
    assert_eq!(session[users[0]].nick, None);
}
