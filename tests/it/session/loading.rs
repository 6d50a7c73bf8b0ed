//! Loader options, compared with SQLAlchemy's traces: which statements a session sends, and what it knows afterwards.
//!
//! Where a collection has an order in SQLAlchemy's mapping (`ORDER BY address.id`), the forum's schema names none. Where it
//! asks for rows that the session has, we do not; where it says `LIMIT ? OFFSET ?` with 0, we say `LIMIT ?`.

mod erased;
mod joined;
mod keys;
mod same;
mod selectin;
mod shown;

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, NewAddress, NewItem, NewOrder, NewTag, NewUser, User};

/// Three users: the first with two addresses, an order of two items, and a tag on each; the second with one address.
fn forum() -> Traced {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all(["ed", "jack", "fred"].map(NewUser::new));
    for (email, user) in [("a", users[0]), ("b", users[0]), ("c", users[1])] {
        session.add(NewAddress::new(email).user_id(user));
    }
    let order = session.add(NewOrder::new().user_id(users[0]));
    let items = session.add_all(["x", "y"].map(|sku| NewItem::new(sku).order_id(order)));
    let tag = session.add(NewTag::new("red"));
    for item in items {
        session.append(item, super::trace::forum::Item.tags, tag).unwrap();
    }
    session.commit().unwrap();
    traced.take();
    traced
}

/// The e-mail addresses of each user, without the statements that this may take.
fn emails(session: &mut Session, users: &[Handle<User>]) -> Vec<Vec<String>> {
    let of = |session: &mut Session, user: &Handle<User>| {
        let addresses: Vec<Handle<Address>> = session.related(*user, User.addresses).unwrap();
        addresses.iter().map(|address| session[*address].email.clone()).collect()
    };
    users.iter().map(|user| of(session, user)).collect()
}
