//! UNION, INTERSECT and EXCEPT.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Flight};
use crate::schemas::tutorial::{Address, User};

#[test]
fn union_all_keeps_equal_rows() {
    assert_snapshot!(check(select(User.id).filter(User.id.lt(3)).union_all(select(Address.id).filter(Address.id.eq(2)))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id < ? UNION ALL SELECT address.id FROM address WHERE address.id = ?
    binds: [Integer(3), Integer(2)]
    1
    2
    2
    ");
}

#[test]
fn union_drops_equal_rows() {
    assert_snapshot!(check(select(User.id).union(select(Address.id)).order_by(User.id.desc()).limit(2).offset(1)), @"
    SELECT user_account.id FROM user_account UNION SELECT address.id FROM address ORDER BY id DESC LIMIT ? OFFSET ?
    binds: [BigInt(2), BigInt(1)]
    2
    1
    ");
}

#[test]
fn intersect_and_except_keep_what_both_or_only_one_has() {
    let codes = || select(Airport.code);
    assert_snapshot!(check(codes().intersect(select(Flight.origin)).order_by(Airport.code)), @r#"
    SELECT airport.code FROM airport INTERSECT SELECT flight.origin FROM flight ORDER BY code
    "BER"
    "CDG"
    "JFK"
    "#);
    assert_snapshot!(check(codes().except(select(Flight.destination))), @r#"
    SELECT airport.code FROM airport EXCEPT SELECT flight.destination FROM flight
    "LHR"
    "#);
}

#[test]
fn operations_of_one_rank_go_from_left_to_right() {
    let ids = |id: i32| select(User.id).filter(User.id.eq(id));
    assert_snapshot!(check(ids(1).union(ids(2)).except(ids(1)).union_all(ids(2))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id = ? UNION SELECT user_account.id FROM user_account WHERE user_account.id = ? EXCEPT SELECT user_account.id FROM user_account WHERE user_account.id = ? UNION ALL SELECT user_account.id FROM user_account WHERE user_account.id = ?
    binds: [Integer(1), Integer(2), Integer(1), Integer(2)]
    2
    2
    ");
}

#[test]
fn intersect_beside_others_is_nested() {
    let ids = |low: i32| select(User.id).filter(User.id.ge(low));
    // (1 2 3 ∪ 3) ∩ 2 3, whichever operation a database would do first.
    assert_snapshot!(check(ids(1).union(ids(3)).intersect(ids(2))), @"
    SELECT * FROM (SELECT user_account.id FROM user_account WHERE user_account.id >= ? UNION SELECT user_account.id FROM user_account WHERE user_account.id >= ?) INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= ?
    postgresql: (SELECT user_account.id FROM user_account WHERE user_account.id >= $1 UNION SELECT user_account.id FROM user_account WHERE user_account.id >= $2) INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= $3
    mysql: (SELECT user_account.id FROM user_account WHERE user_account.id >= ? UNION SELECT user_account.id FROM user_account WHERE user_account.id >= ?) INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= ?
    binds: [Integer(1), Integer(3), Integer(2)]
    2
    3
    ");
    assert_snapshot!(check(ids(1).except(ids(2).intersect(ids(3)))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id >= ? EXCEPT SELECT * FROM (SELECT user_account.id FROM user_account WHERE user_account.id >= ? INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= ?)
    postgresql: SELECT user_account.id FROM user_account WHERE user_account.id >= $1 EXCEPT (SELECT user_account.id FROM user_account WHERE user_account.id >= $2 INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= $3)
    mysql: SELECT user_account.id FROM user_account WHERE user_account.id >= ? EXCEPT (SELECT user_account.id FROM user_account WHERE user_account.id >= ? INTERSECT SELECT user_account.id FROM user_account WHERE user_account.id >= ?)
    binds: [Integer(1), Integer(2), Integer(3)]
    1
    2
    ");
}

#[test]
fn a_side_may_have_an_order_and_a_limit_of_its_own() {
    let dearest = select(Flight.id).order_by(Flight.price.desc()).limit(1);
    let smallest = select(Flight.id).order_by(Flight.seats.nulls_last()).limit(1);
    assert_snapshot!(check(dearest.union_all(smallest)), @"
    SELECT * FROM (SELECT flight.id FROM flight ORDER BY flight.price DESC LIMIT ?) UNION ALL SELECT * FROM (SELECT flight.id FROM flight ORDER BY flight.seats NULLS LAST LIMIT ?)
    postgresql: (SELECT flight.id FROM flight ORDER BY flight.price DESC LIMIT $1) UNION ALL (SELECT flight.id FROM flight ORDER BY flight.seats NULLS LAST LIMIT $2)
    mysql: (SELECT flight.id FROM flight ORDER BY flight.price DESC LIMIT ?) UNION ALL (SELECT flight.id FROM flight ORDER BY flight.seats IS NULL, flight.seats LIMIT ?)
    binds: [BigInt(1), BigInt(1)]
    2
    1
    ");
}

#[test]
fn a_set_operation_is_ordered_by_labels() {
    let name = User.name.concat("!").label("shout");
    let other = select(Address.email_address).filter(Address.id.eq(1));
    assert_snapshot!(check(select(&name).union(other).order_by(name.desc())), @r#"
    SELECT user_account.name || ? AS shout FROM user_account UNION SELECT address.email_address FROM address WHERE address.id = ? ORDER BY shout DESC
    mysql: SELECT concat(user_account.name, ?) AS shout FROM user_account UNION SELECT address.email_address FROM address WHERE address.id = ? ORDER BY shout DESC
    binds: [Text("!"), Integer(1)]
    "spongebob@sqlalchemy.org"
    "spongebob!"
    "sandy!"
    "patrick!"
    "#);
}

#[test]
fn a_set_operation_is_ordered_by_the_right_one_of_two_columns() {
    let pairs = || select((User.id, Address.id, Address.id + 1)).join(Address);
    assert_snapshot!(check(pairs().union(pairs()).order_by((Address.id.desc(), User.id))), @"
    SELECT user_account.id, address.id AS id_1, address.id + ? FROM user_account JOIN address ON user_account.id = address.user_id UNION SELECT user_account.id, address.id AS id_1, address.id + ? FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY 2 DESC, 1
    binds: [Integer(1), Integer(1)]
    (2, 3, 4)
    (2, 2, 3)
    (1, 1, 2)
    ");
    assert_snapshot!(check(pairs().union(pairs()).order_by((Address.id + 1).desc())), @"
    SELECT user_account.id, address.id AS id_1, address.id + ? FROM user_account JOIN address ON user_account.id = address.user_id UNION SELECT user_account.id, address.id AS id_1, address.id + ? FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY 3 DESC
    binds: [Integer(1), Integer(1)]
    (2, 3, 4)
    (2, 2, 3)
    (1, 1, 2)
    ");
    let users = select(User).union(select(User).filter(User.id.eq(1))).order_by(User.fullname.nulls_first());
    assert_snapshot!(check(users), @r#"
    SELECT user_account.id, user_account.name, user_account.fullname FROM user_account UNION SELECT user_account.id, user_account.name, user_account.fullname FROM user_account WHERE user_account.id = ? ORDER BY fullname NULLS FIRST
    mysql: SELECT user_account.id, user_account.name, user_account.fullname FROM user_account UNION SELECT user_account.id, user_account.name, user_account.fullname FROM user_account WHERE user_account.id = ? ORDER BY fullname IS NULL DESC, fullname
    binds: [Integer(1)]
    User { id: 3, name: "patrick", fullname: None }
    User { id: 2, name: "sandy", fullname: Some("Sandy Cheeks") }
    User { id: 1, name: "spongebob", fullname: Some("Spongebob Squarepants") }
    "#);
}

#[test]
fn a_set_operation_is_not_ordered_by_what_it_does_not_select() {
    let users = || select(User.name);
    assert_snapshot!(check(users().union(users()).order_by(func::length(User.name))), @"
    InvalidStatement: ORDER BY of a set operation has a key that its first select does not select: select it there too, or sort the rows of a `.subquery(…)`
    InvalidStatement: ORDER BY of a set operation has a key that its first select does not select: select it there too, or sort the rows of a `.subquery(…)`
    ");
    assert_snapshot!(check(users().union(users()).order_by(User.id)), @"
    InvalidStatement: ORDER BY of a set operation has a key that its first select does not select: select it there too, or sort the rows of a `.subquery(…)`
    InvalidStatement: ORDER BY of a set operation has a key that its first select does not select: select it there too, or sort the rows of a `.subquery(…)`
    ");
}

#[test]
fn a_set_operation_is_a_derived_table() {
    let all = select((User.id, User.name)).union(select((Address.id, Address.email_address))).subquery("everything");
    let (id, name) = all.columns();
    assert_snapshot!(check(select(name).select_from(&all).filter(id.eq(3)).order_by(name)), @r#"
    SELECT everything.name FROM (SELECT user_account.id AS id, user_account.name AS name FROM user_account UNION SELECT address.id, address.email_address FROM address) AS everything WHERE everything.id = ? ORDER BY everything.name
    binds: [Integer(3)]
    "patrick"
    "sandy@squirrelpower.org"
    "#);
    let cte = select(User.id).union(select(Address.user_id)).cte("ids");
    assert_snapshot!(check(select(func::count(cte.columns())).select_from(&cte)), @"
    WITH ids AS (SELECT user_account.id AS id FROM user_account UNION SELECT address.user_id FROM address) SELECT count(ids.id) FROM ids
    3
    ");
}

#[test]
fn set_operations_take_tuples_and_entities() {
    let sandy = select(User).filter(User.name.eq("sandy"));
    let rows: Vec<User> = filled().execute(sandy.clone().union_all(sandy)).unwrap().all();
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_set_operation_is_stored_under_its_row() {
    let query: Query<i32> = select(User.id).union(select(Address.user_id)).erase();
    assert_eq!(filled().execute(query).unwrap().len(), 3);
}
