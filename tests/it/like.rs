//! Texts: LIKE, plain texts to be found, concatenation, collations.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::{check, check_on};
use crate::schemas::filled;
use crate::schemas::travel::{NewPassenger, Passenger};
use crate::schemas::tutorial::User;

#[test]
fn like_takes_patterns_and_plain_texts() {
    assert_snapshot!(check(select(User.name).filter(User.name.like("_a%"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name LIKE ?
    binds: [Text("_a%")]
    "patrick"
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.not_like("%a%"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name NOT LIKE ?
    binds: [Text("%a%")]
    "spongebob"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.ilike("SAND%"))), @r#"
    SELECT user_account.name FROM user_account WHERE lower(user_account.name) LIKE lower(?)
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.name ILIKE $1
    binds: [Text("SAND%")]
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.contains("and"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name LIKE '%' || ? || '%' ESCAPE '/'
    mysql: SELECT user_account.name FROM user_account WHERE user_account.name LIKE concat('%', ?, '%') ESCAPE '/'
    binds: [Text("and")]
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.starts_with("s"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name LIKE ? || '%' ESCAPE '/'
    mysql: SELECT user_account.name FROM user_account WHERE user_account.name LIKE concat(?, '%') ESCAPE '/'
    binds: [Text("s")]
    "sandy"
    "spongebob"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.ends_with("k"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name LIKE '%' || ? ESCAPE '/'
    mysql: SELECT user_account.name FROM user_account WHERE user_account.name LIKE concat('%', ?) ESCAPE '/'
    binds: [Text("k")]
    "patrick"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.id.gt(1).and(User.name.contains("a")))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id > ? AND user_account.name LIKE '%' || ? || '%' ESCAPE '/'
    mysql: SELECT user_account.name FROM user_account WHERE user_account.id > ? AND user_account.name LIKE concat('%', ?, '%') ESCAPE '/'
    binds: [Integer(1), Text("a")]
    "sandy"
    "patrick"
    "#);
}

#[test]
fn wildcards_in_plain_texts_stand_for_themselves() {
    let mut conn = filled();
    let names = ["100%", "1000", "a_b", "axb", "a/b", "%"];
    conn.execute(insert(Passenger).values(names.map(NewPassenger::new))).unwrap();
    let mut found = |condition| conn.scalars(select(Passenger.name).filter(condition)).unwrap().all();
    assert_eq!(found(Passenger.name.contains("0%")), ["100%"]);
    assert_eq!(found(Passenger.name.starts_with("a_")), ["a_b"]);
    assert_eq!(found(Passenger.name.ends_with("/b")), ["a/b"]);
    assert_eq!(found(Passenger.name.contains("")).len(), 9);
    // A pattern that the database computes is escaped there.
    let itself = select(Passenger.name).filter(Passenger.name.starts_with(Passenger.name)).filter(Passenger.id.gt(3));
    assert_snapshot!(check_on(&mut conn, itself), @r#"
    SELECT passenger.name FROM passenger WHERE passenger.name LIKE replace(replace(replace(passenger.name, ?, ?), ?, ?), ?, ?) || '%' ESCAPE '/' AND passenger.id > ?
    mysql: SELECT passenger.name FROM passenger WHERE passenger.name LIKE concat(replace(replace(replace(passenger.name, ?, ?), ?, ?), ?, ?), '%') ESCAPE '/' AND passenger.id > ?
    binds: [Text("/"), Text("//"), Text("%"), Text("/%"), Text("_"), Text("/_"), Integer(3)]
    "100%"
    "1000"
    "a_b"
    "axb"
    "a/b"
    "%"
    "#);
}

#[test]
fn texts_are_joined() {
    assert_snapshot!(check(select(User.name.concat(" / ").concat(User.name)).filter(User.id.eq(2))), @r#"
    SELECT user_account.name || ? || user_account.name FROM user_account WHERE user_account.id = ?
    mysql: SELECT concat(user_account.name, ?, user_account.name) FROM user_account WHERE user_account.id = ?
    binds: [Text(" / "), Integer(2)]
    "sandy / sandy"
    "#);
    assert_snapshot!(check(select(User.name.concat(literal("<").concat(User.fullname))).order_by(User.id)), @r#"
    SELECT user_account.name || ? || user_account.fullname FROM user_account ORDER BY user_account.id
    mysql: SELECT concat(user_account.name, ?, user_account.fullname) FROM user_account ORDER BY user_account.id
    binds: [Text("<")]
    Some("spongebob<Spongebob Squarepants")
    Some("sandy<Sandy Cheeks")
    None
    "#);
}

#[test]
fn texts_are_compared_by_a_collation() {
    assert_snapshot!(check(select(User.id).filter(User.name.collate("NOCASE").eq("SANDY"))), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name COLLATE "NOCASE" = ?
    mysql: SELECT user_account.id FROM user_account WHERE user_account.name COLLATE `NOCASE` = ?
    binds: [Text("SANDY")]
    2
    "#);
    assert_snapshot!(check(select(User.id).order_by(User.name.concat("x").collate("NOCASE").desc())), @r#"
    SELECT user_account.id FROM user_account ORDER BY (user_account.name || ?) COLLATE "NOCASE" DESC
    mysql: SELECT user_account.id FROM user_account ORDER BY concat(user_account.name, ?) COLLATE `NOCASE` DESC
    binds: [Text("x")]
    1
    2
    3
    "#);
}
